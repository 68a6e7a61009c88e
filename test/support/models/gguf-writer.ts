/** A value in a GGUF file's metadata, with the type that it is written as. */
export type Typed =
  | { u32: number }
  | { u64: bigint }
  | { f32: number }
  | { bool: boolean }
  | { text: string }
  | { texts: readonly string[] }
  | { f32s: readonly number[] }
  | { i32s: readonly number[] };

export interface Tensor {
  name: string;
  /** Row length first. */
  shape: number[];
  /** Id of the number format. */
  type: number;
  data: Uint8Array;
}

/** `bytes` of a GGUF file of version 3, little-endian, aligned to 32 bytes. */
export function ggufFile(metadata: Record<string, Typed>, tensors: Tensor[]): Buffer {
  const parts: Buffer[] = [
    Buffer.from('GGUF'),
    u32(3),
    u64(tensors.length),
    u64(Object.keys(metadata).length),
    ...Object.entries(metadata).flatMap(([key, value]) => [text(key), ...typed(value)]),
  ];
  let offset = 0;
  for (const { name, shape, type, data } of tensors) {
    parts.push(text(name), u32(shape.length), ...shape.map(u64), u32(type), u64(offset));
    offset += padded(data.length);
  }
  const headerBytes = parts.reduce((sum, part) => sum + part.length, 0);
  parts.push(Buffer.alloc(padded(headerBytes) - headerBytes));
  for (const { data } of tensors) parts.push(Buffer.from(data), Buffer.alloc(padded(data.length) - data.length));
  return Buffer.concat(parts);
}

const padded = (bytes: number) => Math.ceil(bytes / 32) * 32;

export function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

export function u64(value: number | bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}

export function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([u64(bytes.length), bytes]);
}

function typed(value: Typed): Buffer[] {
  if ('u32' in value) return [u32(4), u32(value.u32)];
  if ('u64' in value) return [u32(10), u64(value.u64)];
  if ('f32' in value) return [u32(6), Buffer.from(new Float32Array([value.f32]).buffer)];
  if ('bool' in value) return [u32(7), Buffer.from([value.bool ? 1 : 0])];
  if ('text' in value) return [u32(8), text(value.text)];
  if ('texts' in value) return [u32(9), u32(8), u64(value.texts.length), ...value.texts.map(text)];
  if ('f32s' in value)
    return [u32(9), u32(6), u64(value.f32s.length), Buffer.from(new Float32Array(value.f32s).buffer)];
  return [u32(9), u32(5), u64(value.i32s.length), Buffer.from(new Int32Array(value.i32s).buffer)];
}
