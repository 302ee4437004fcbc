/** Offsets at which lines begin, in blocks, so that growing never copies and a line costs 8 bytes. */

const BLOCK = 65_536;

export class LineIndex {
  length = 1;
  last = 0;
  private readonly blocks: Float64Array[] = [new Float64Array(BLOCK)];

  push(offset: number): void {
    const within = this.length % BLOCK;
    if (within === 0) this.blocks.push(new Float64Array(BLOCK));
    const block = this.blocks[this.blocks.length - 1];
    if (block !== undefined) block[within] = offset;
    this.length += 1;
    this.last = offset;
  }

  at(line: number): number {
    return this.blocks[Math.floor(line / BLOCK)]?.[line % BLOCK] ?? this.last;
  }
}
