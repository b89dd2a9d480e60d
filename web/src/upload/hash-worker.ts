/** Hashes the blocks of a file away from the page: SHA-256 of each block without its trailing zeros (spec/object-storage 4.2). */
interface Job {
  id: number;
  file: File;
  blockSize: number;
}

const stopped = new Set<number>();

addEventListener('message', ({ data }: MessageEvent<Job | { stop: number }>) => {
  if ('stop' in data) stopped.add(data.stop);
  else void hashFile(data);
});

async function hashFile({ id, file, blockSize }: Job): Promise<void> {
  try {
    const hashes: string[] = [];
    for (let start = 0; start < file.size; start += blockSize) {
      if (stopped.delete(id)) return;
      hashes.push(await hashBlock(file.slice(start, start + blockSize)));
      postMessage({ id, done: Math.min(start + blockSize, file.size) });
    }
    postMessage({ id, hashes });
  } catch (error) {
    postMessage({ id, failure: String(error) });
  }
}

async function hashBlock(block: Blob): Promise<string> {
  const bytes = new Uint8Array(await block.arrayBuffer());
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0) end -= 1;
  const digest = await crypto.subtle.digest('SHA-256', bytes.subarray(0, end));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
