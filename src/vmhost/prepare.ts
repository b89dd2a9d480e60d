import { access, constants, mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type HypervisorState, probeHypervisor } from './qemu/acceleration.ts';
import { QEMU } from './qemu/machine.ts';
import { probeCache } from './open-vmhost.ts';
import { runTool, ToolError, toolEnvironment } from './run-tool.ts';

const INSTALL_TIMEOUT_MS = 300_000;

/**
 * Says how machines can run on this host; where they cannot, `reason` names what helps. Never throws for a missing or broken
 * QEMU.
 */
export async function prepareHypervisor(dataDirectory: string): Promise<HypervisorState> {
  const cache = probeCache(dataDirectory);
  await mkdir(dirname(cache), { recursive: true, mode: 0o700 });
  return probeHypervisor(cache);
}

/** Installs QEMU where it is missing and we may (Debian, root). A failure is not thrown: the probe then says what to do. */
export async function installMissing(progress: (sentence: string) => void): Promise<void> {
  if ((await isInstalled(QEMU)) || !(await mayInstall())) return;
  progress('installing QEMU');
  try {
    await installPackages(['qemu-system-x86']);
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
  }
}

async function isInstalled(program: string): Promise<boolean> {
  const { PATH = '' } = toolEnvironment();
  const looks = PATH.split(':').map((folder) => access(join(folder, program), constants.X_OK));
  return (await Promise.allSettled(looks)).some(({ status }) => status === 'fulfilled');
}

async function mayInstall(): Promise<boolean> {
  if (process.getuid?.() !== 0) return false;
  try {
    await access('/usr/bin/apt-get');
    return /^ID(?:_LIKE)?=.*debian/m.test(await readFile('/etc/os-release', 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

async function installPackages(names: string[]): Promise<void> {
  const env = { ...toolEnvironment(), DEBIAN_FRONTEND: 'noninteractive' };
  const install = ['install', '-y', '-q', '--no-install-recommends', ...names];
  try {
    await runTool('apt-get', install, { env, timeoutMs: INSTALL_TIMEOUT_MS });
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    // The package lists of a fresh system may be empty or old.
    await runTool('apt-get', ['update', '-q'], { env, timeoutMs: INSTALL_TIMEOUT_MS });
    await runTool('apt-get', install, { env, timeoutMs: INSTALL_TIMEOUT_MS });
  }
}
