import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { runTool, ToolError, toolEnvironment } from '#platform/run-tool';

/** Packages of Debian, unpacked into one tree without being installed; works for any user. */
export interface UnpackedPackages {
  /** The tree. */
  root: string;
  /** File names of the packages, which hold their versions; sorted. */
  files: string[];
}

/** Ends the programs at work when the cloud is to stop. */
export interface Stop {
  signal?: AbortSignal;
}

const DOWNLOAD_TIMEOUT_MS = 300_000;

/**
 * Downloads packages into `<folder>/packages` and unpacks them into `<folder>/tree`. When the system's own package lists
 * do not know them, lists of our own are fetched below the folder. Rejects with ToolError where that cannot be done.
 */
export async function unpackDebianPackages(
  folder: string,
  names: string[],
  stop: Stop = {},
): Promise<UnpackedPackages> {
  const packages = join(folder, 'packages');
  const root = join(folder, 'tree');
  await rm(root, { recursive: true, force: true });
  await rm(packages, { recursive: true, force: true });
  await mkdir(packages, { recursive: true });
  await mkdir(root, { recursive: true });
  await download(folder, packages, names, stop);
  const files = (await readdir(packages)).filter((name) => name.endsWith('.deb')).sort();
  for (const file of files) await runTool('dpkg', ['-x', join(packages, file), root], stop);
  return { root, files };
}

/** The newest kernel package that a meta package such as `linux-image-cloud-amd64` stands for. */
export async function kernelPackage(folder: string, meta: string, stop: Stop = {}): Promise<string> {
  const found = await firstOf(folder, stop, async (options) => {
    const text = await runTool('apt-cache', [...options, 'show', '--no-all-versions', meta], stop);
    return /^Depends: ([a-z0-9.+-]+)/m.exec(text)?.[1];
  });
  if (found === undefined) throw new ToolError(`the package lists do not know ${meta}`);
  return found;
}

async function download(folder: string, into: string, names: string[], stop: Stop): Promise<void> {
  await firstOf(folder, stop, (options) =>
    runTool('apt-get', [...options, 'download', ...names], {
      ...stop,
      cwd: into,
      timeoutMs: DOWNLOAD_TIMEOUT_MS,
    }),
  );
}

/** Tries with the system's package lists, then with lists fetched for us alone. */
async function firstOf<T>(
  folder: string,
  stop: Stop,
  attempt: (options: string[]) => Promise<T | undefined>,
): Promise<T | undefined> {
  const asIs = ['-o', 'APT::Sandbox::User=root', '-o', 'Acquire::Retries=3'];
  let refusal: unknown;
  try {
    const result = await attempt(asIs);
    if (result !== undefined) return result;
  } catch (error) {
    if (!(error instanceof ToolError) || stop.signal?.aborted === true) throw error;
    refusal = error;
  }
  const lists = join(folder, 'apt', 'lists');
  const cache = join(folder, 'apt', 'cache');
  await mkdir(join(lists, 'partial'), { recursive: true });
  await mkdir(join(cache, 'archives', 'partial'), { recursive: true });
  const own = [
    ...asIs,
    '-o',
    `Dir::State::lists=${lists}`,
    '-o',
    `Dir::Cache=${cache}`,
    '-o',
    'Debug::NoLocking=1',
  ];
  try {
    // without the mode, lists that could not be fetched are a warning, and every package is unknown afterwards
    await runTool('apt-get', [...own, '-o', 'APT::Update::Error-Mode=any', 'update', '-qq'], {
      ...stop,
      timeoutMs: DOWNLOAD_TIMEOUT_MS,
      env: toolEnvironment(),
    });
  } catch (error) {
    throw new ToolError('the package lists of Debian cannot be fetched', { cause: refusal ?? error });
  }
  try {
    return await attempt(own);
  } catch (error) {
    if (!(error instanceof ToolError) || refusal === undefined) throw error;
    throw new ToolError(`${(refusal as Error).message}; with fresh lists: ${error.message}`, {
      cause: error,
    });
  }
}
