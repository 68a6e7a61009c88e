import { GIFEncoder, nearestColorIndex, quantize, type Colour } from 'gifenc';
import { PNG } from 'pngjs';

/** A picture of the window and when it was drawn. */
export interface Frame {
  png: Buffer;
  /** Milliseconds on any clock. */
  at: number;
}

export interface GifOptions {
  /** At most one frame in so many milliseconds; times are rounded to it. */
  apartMs: number;
  /** Longest time between two frames, in milliseconds; more than that is cut. */
  longestMs: number;
  /** How long the last frame stands before the animation starts again, in milliseconds. */
  lastMs: number;
}

interface Picture {
  width: number;
  height: number;
  /** One number a pixel, alpha left out. */
  pixels: Uint32Array;
}

/** The index that says "as in the frame before". */
const unchanged = 255;

/** GIF's number for a frame on which the next one is drawn. */
const leaveInPlace = 1;

/**
 * A GIF of frames of one size that repeats for ever. One palette serves all frames; each one after the first holds only
 * the pixels that changed.
 */
export function gif(frames: Frame[], { apartMs, longestMs, lastMs }: GifOptions): Uint8Array {
  const shown = different(thinned(frames, apartMs));
  const first = shown[0];
  if (!first) throw new Error('There is no frame.');
  const palette = paletteFor(shown.map(({ picture }) => picture));
  const indexOf = indexer(palette.slice(0, unchanged));
  const encoder = GIFEncoder();
  let before: Uint32Array | undefined;
  for (const [place, { picture, at }] of shown.entries()) {
    const indices = Uint8Array.from(picture.pixels, (pixel, i) => (pixel === before?.[i] ? unchanged : indexOf(pixel)));
    const next = shown[place + 1];
    encoder.writeFrame(indices, picture.width, picture.height, {
      delay: next ? Math.min(next.at - at, longestMs) : lastMs,
      dispose: leaveInPlace,
      ...(before ? { transparent: true, transparentIndex: unchanged } : { palette }),
    });
    before = picture.pixels;
  }
  encoder.finish();
  return encoder.bytes();
}

/**
 * The last frame of each stretch of `apartMs`, at the beginning of it: browsers slow down frames that follow at once.
 * The last one is what stood there longest.
 */
function thinned(frames: Frame[], apartMs: number): Frame[] {
  const stretches = new Map(frames.map(({ png, at }) => [Math.floor(at / apartMs), png]));
  return [...stretches].map(([stretch, png]) => ({ png, at: stretch * apartMs }));
}

/** Frames as pixels, without those that look like the one before. */
function different(frames: Frame[]): { picture: Picture; at: number }[] {
  const shown: { picture: Picture; at: number }[] = [];
  for (const { png, at } of frames) {
    const picture = decode(png);
    const before = shown.at(-1)?.picture.pixels;
    if (!before || picture.pixels.some((pixel, i) => pixel !== before[i])) shown.push({ picture, at });
  }
  return shown;
}

function decode(png: Buffer): Picture {
  const { width, height, data } = PNG.sync.read(png);
  const pixels = new Uint32Array(width * height);
  for (let i = 0; i < pixels.length; i++) pixels[i] = data.readUIntBE(4 * i, 3);
  return { width, height, pixels };
}

/** Colours for the first picture and for what changes after it, with one index left for {@link unchanged}. */
function paletteFor(pictures: Picture[]): Colour[] {
  const counts = new Map<number, number>();
  let before: Uint32Array | undefined;
  for (const { pixels } of pictures) {
    for (const [i, pixel] of pixels.entries()) {
      if (pixel !== before?.[i]) counts.set(pixel, (counts.get(pixel) ?? 0) + 1);
    }
    before = pixels;
  }
  const byCount = [...counts].sort((a, b) => b[1] - a[1]).map(([pixel]) => pixel);
  // The commonest colours are kept exactly: they are the window's surfaces and the cores of its letters.
  const kept = byCount.slice(0, exactColours);
  const others = byCount.slice(exactColours);
  if (others.length === 0) return padded(kept.map(colour));
  const rgba = Uint8Array.from(others.flatMap((pixel) => [...colour(pixel), 255]));
  return padded([...kept.map(colour), ...quantize(rgba, unchanged - kept.length)]);
}

const exactColours = 160;

/** gifenc sizes the colour table by the palette, and indices must lie in it. */
function padded(palette: Colour[]): Colour[] {
  return [...palette, ...Array.from({ length: 256 - palette.length }, (): Colour => [0, 0, 0])];
}

function indexer(palette: Colour[]): (pixel: number) => number {
  const known = new Map<number, number>();
  return (pixel) => {
    const found = known.get(pixel) ?? nearestColorIndex(palette, colour(pixel));
    known.set(pixel, found);
    return found;
  };
}

function colour(pixel: number): Colour {
  return [pixel >> 16, (pixel >> 8) & 255, pixel & 255];
}
