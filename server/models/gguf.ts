import { readSync } from 'node:fs';
import { tensorBytes } from './ggml-types';

/** Why a file is no GGUF file that llama.cpp can read. */
export type GgufFault =
  | { kind: 'notGguf'; start: Buffer }
  | { kind: 'bigEndian' }
  | { kind: 'version'; version: number }
  /** `needed` is absent where the file ends inside its header. */
  | { kind: 'truncated'; needed?: number }
  | { kind: 'garbage'; detail: string }
  | { kind: 'tensorType'; tensor: string; type: number };

export class GgufError extends Error {
  override readonly name = 'GgufError';
  readonly fault: GgufFault;

  constructor(fault: GgufFault) {
    super(fault.kind);
    this.fault = fault;
  }
}

/** Integers are numbers where they are exact; numeric arrays are kept where they are short. */
export type GgufValue = number | bigint | boolean | string | number[];

export interface GgufHeader {
  metadata: ReadonlyMap<string, GgufValue>;
  /** Number of elements of each array in the metadata, kept or not. */
  arrayLengths: ReadonlyMap<string, number>;
  /** Ids of the wanted texts that are in `tokenizer.ggml.tokens`; the first where a text is there twice. */
  tokenIds: ReadonlyMap<string, number>;
  tensorCount: number;
  /** Bytes of all tensors with their padding. */
  tensorBytes: number;
}

/** Far above every real model, far below what would hurt: the largest known headers have about 20 MB. */
const limits = {
  headerBytes: 256 * 2 ** 20,
  metadataPairs: 10_000,
  tensors: 500_000,
  keyBytes: 65_535,
  tensorNameBytes: 63,
  dimensions: 4,
  /** Longest text that is kept; longer ones are skipped. */
  keptTextBytes: 4096,
  templateBytes: 2 ** 20,
  /** Longest numeric array that is kept: per-layer values, not scores of a vocabulary. */
  keptElements: 1024,
} as const;

const types = {
  uint8: 0,
  int8: 1,
  uint16: 2,
  int16: 3,
  uint32: 4,
  int32: 5,
  float32: 6,
  bool: 7,
  string: 8,
  array: 9,
  uint64: 10,
  int64: 11,
  float64: 12,
} as const;
const widths: Readonly<Record<number, number>> = {
  0: 1,
  1: 1,
  2: 2,
  3: 2,
  4: 4,
  5: 4,
  6: 4,
  7: 1,
  10: 8,
  11: 8,
  12: 8,
};

const garbage = (detail: string) => new GgufError({ kind: 'garbage', detail });

/** Reads a file front to back through one window of a mebibyte, so that memory does not depend on what the file claims. */
class Cursor {
  readonly #file: number;
  readonly #size: number;
  readonly #window = Buffer.alloc(2 ** 20);
  #windowStart = 0;
  #windowBytes = 0;
  position = 0;

  constructor(file: number, size: number) {
    this.#file = file;
    this.#size = size;
  }

  /** The next bytes, at most a mebibyte of them; they are valid until the next call. */
  take(bytes: number): Buffer {
    this.#within(bytes);
    const start = this.position - this.#windowStart;
    if (start < 0 || start + bytes > this.#windowBytes) {
      this.#windowStart = this.position;
      this.#windowBytes = readSync(this.#file, this.#window, 0, this.#window.length, this.position);
      if (this.#windowBytes < bytes) throw new GgufError({ kind: 'truncated' });
    }
    const at = this.position - this.#windowStart;
    this.position += bytes;
    return this.#window.subarray(at, at + bytes);
  }

  skip(bytes: number): void {
    this.#within(bytes);
    this.position += bytes;
  }

  #within(bytes: number): void {
    const end = this.position + bytes;
    if (end > limits.headerBytes) throw garbage(`its header would be longer than ${limits.headerBytes} bytes`);
    if (end > this.#size) throw new GgufError({ kind: 'truncated' });
  }

  number(type: number): number | bigint | boolean {
    const width = widths[type];
    if (width === undefined) throw garbage(`it has a value of the unknown type ${type}`);
    const bytes = this.take(width);
    switch (type) {
      case types.uint8:
        return bytes.readUInt8();
      case types.int8:
        return bytes.readInt8();
      case types.uint16:
        return bytes.readUInt16LE();
      case types.int16:
        return bytes.readInt16LE();
      case types.uint32:
        return bytes.readUInt32LE();
      case types.int32:
        return bytes.readInt32LE();
      case types.float32:
        return bytes.readFloatLE();
      case types.bool:
        return bytes.readUInt8() !== 0;
      case types.uint64:
        return exact(bytes.readBigUInt64LE());
      case types.int64:
        return exact(bytes.readBigInt64LE());
      default:
        return bytes.readDoubleLE();
    }
  }

  uint32(): number {
    return this.take(4).readUInt32LE();
  }

  /** A count or length; what no file of ours can hold is garbage, whatever follows. */
  count(limit: number, of: string): number {
    const value = this.take(8).readBigUInt64LE();
    if (value > BigInt(limit)) throw garbage(`it claims ${value.toString()} ${of}`);
    return Number(value);
  }

  /** @returns undefined for a text that is too long to be kept; it has been skipped. */
  text(limit: number): string | undefined {
    const length = this.count(limits.headerBytes, 'bytes of one text');
    if (length <= limit) return this.take(length).toString('utf8');
    this.skip(length);
    return undefined;
  }
}

const exact = (value: bigint): number | bigint =>
  value <= BigInt(Number.MAX_SAFE_INTEGER) && value >= BigInt(Number.MIN_SAFE_INTEGER) ? Number(value) : value;

/**
 * Reads the header of a GGUF file with bounded memory and checks it as strictly as llama.cpp does, so that llama.cpp
 * is never given a file that it would reject without a reason. Layout: docs/gguf.md of the ggml project.
 * Reads synchronously, about 10 ms for a vocabulary of 50,000 tokens: it runs once, before a model is loaded.
 * @param file descriptor of the open file
 * @param size bytes of the file
 * @param wantedTexts texts of tokens whose ids are of interest
 * @throws GgufError
 */
export function readGgufHeader(file: number, size: number, wantedTexts: ReadonlySet<string>): GgufHeader {
  const cursor = new Cursor(file, size);
  readPreamble(cursor, size);
  const tensorCount = cursor.count(limits.tensors, 'tensors');
  const pairs = cursor.count(limits.metadataPairs, 'metadata entries');

  const metadata = new Map<string, GgufValue>();
  const arrayLengths = new Map<string, number>();
  const tokenIds = new Map<string, number>();
  for (let pair = 0; pair < pairs; pair++) {
    const key = cursor.text(limits.keyBytes);
    if (key === undefined || key === '') throw garbage('it has a metadata entry without a proper name');
    const type = cursor.uint32();
    if (type === types.array) {
      const wanted = key === 'tokenizer.ggml.tokens' ? wantedTexts : undefined;
      const array = readArray(cursor, wanted, tokenIds);
      arrayLengths.set(key, array.length);
      if (array.values) metadata.set(key, array.values);
    } else if (type === types.string) {
      const text = cursor.text(key === 'tokenizer.chat_template' ? limits.templateBytes : limits.keptTextBytes);
      if (text !== undefined) metadata.set(key, text);
    } else {
      metadata.set(key, cursor.number(type));
    }
  }

  const alignment = metadata.get('general.alignment') ?? 32;
  if (typeof alignment !== 'number' || !Number.isInteger(Math.log2(alignment)) || alignment < 1) {
    throw garbage('its alignment is not a power of two');
  }
  const bytes = readTensorInfos(cursor, tensorCount, alignment);
  const dataStart = tensorCount > 0 ? padded(cursor.position, alignment) : cursor.position;
  // The last tensor's padding may be missing: llama.cpp reads each tensor by its own size.
  if (size < dataStart + bytes.unpadded) throw new GgufError({ kind: 'truncated', needed: dataStart + bytes.unpadded });
  return { metadata, arrayLengths, tokenIds, tensorCount, tensorBytes: bytes.padded };
}

function readPreamble(cursor: Cursor, size: number): void {
  const start = Buffer.from(cursor.take(Math.min(16, size)));
  if (start.toString('latin1', 0, 4) !== 'GGUF') throw new GgufError({ kind: 'notGguf', start });
  cursor.position = 4;
  const version = cursor.uint32();
  if (version !== 0 && (version & 0xffff) === 0) throw new GgufError({ kind: 'bigEndian' });
  if (version < 2 || version > 3) throw new GgufError({ kind: 'version', version });
}

function readArray(cursor: Cursor, wanted: ReadonlySet<string> | undefined, ids: Map<string, number>) {
  const type = cursor.uint32();
  const length = cursor.count(limits.headerBytes, 'elements of one list');
  if (type === types.string) {
    for (let index = 0; index < length; index++) {
      const text = cursor.text(wanted ? 256 : 0);
      if (text !== undefined && wanted?.has(text) && !ids.has(text)) ids.set(text, index);
    }
    return { length };
  }
  const width = widths[type];
  if (width === undefined) throw garbage(`it has a list of the unknown type ${type}`);
  if (length > limits.keptElements) {
    cursor.skip(length * width);
    return { length };
  }
  return { length, values: Array.from({ length }, () => Number(cursor.number(type))) };
}

function readTensorInfos(cursor: Cursor, count: number, alignment: number): { padded: number; unpadded: number } {
  let offset = 0;
  let end = 0;
  for (let index = 0; index < count; index++) {
    const name = cursor.text(limits.tensorNameBytes);
    if (name === undefined) throw garbage('a tensor has too long a name');
    const dimensions = cursor.uint32();
    if (dimensions > limits.dimensions) throw garbage(`tensor ${name} has ${dimensions} dimensions`);
    const shape = Array.from({ length: dimensions }, () =>
      cursor.count(Number.MAX_SAFE_INTEGER, `values in a row of ${name}`),
    );
    const type = cursor.uint32();
    const at = cursor.count(Number.MAX_SAFE_INTEGER, `bytes before ${name}`);
    const bytes = tensorBytes(type, shape);
    if (bytes === 'unknown') throw new GgufError({ kind: 'tensorType', tensor: name, type });
    if (bytes === 'ragged') throw garbage(`the rows of tensor ${name} are no whole number of blocks`);
    if (at !== offset) throw garbage(`tensor ${name} is not where it should be`);
    if (!Number.isSafeInteger(offset + bytes + alignment)) throw garbage(`tensor ${name} claims an impossible size`);
    end = offset + bytes;
    offset = padded(end, alignment);
  }
  return { padded: offset, unpadded: end };
}

const padded = (bytes: number, alignment: number) => Math.ceil(bytes / alignment) * alignment;
