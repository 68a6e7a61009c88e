/** The part of gifenc that is used here; it comes without types. */
declare module 'gifenc' {
  /** Red, green, blue, each 0 to 255. */
  export type Colour = [red: number, green: number, blue: number];

  export interface FrameOptions {
    /** That of the first frame stands for all. */
    palette?: Colour[];
    /** Milliseconds that the frame is shown, kept as hundredths of a second. */
    delay?: number;
    /** What becomes of the frame before the next one is drawn. */
    dispose?: number;
    transparent?: boolean;
    transparentIndex?: number;
  }

  export interface Encoder {
    writeFrame(indices: Uint8Array, width: number, height: number, options: FrameOptions): void;
    finish(): void;
    bytes(): Uint8Array;
  }

  export function GIFEncoder(): Encoder;
  /** A palette for RGBA pixels. */
  export function quantize(rgba: Uint8Array, maxColours: number): Colour[];
  /** Index of the colour in the palette that is nearest. */
  export function nearestColorIndex(palette: Colour[], colour: Colour): number;
}
