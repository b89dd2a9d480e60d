import { access, mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type HypervisorState, INSTALL_COMMAND, probeHypervisor } from './qemu/acceleration.ts';
import { probeCache } from './open-vmhost.ts';
import { runTool, ToolError, toolEnvironment } from './run-tool.ts';

const INSTALL_TIMEOUT_MS = 300_000;

/**
 * Says how machines can run on this host. Where QEMU is missing and may be installed (Debian, root, `install`), it is
 * installed first; otherwise `reason` names the command. Never throws for a missing or broken QEMU.
 */
export async function prepareHypervisor(
  dataDirectory: string,
  options: { install: boolean; progress?(sentence: string): void },
): Promise<HypervisorState> {
  const cache = probeCache(dataDirectory);
  await mkdir(dirname(cache), { recursive: true, mode: 0o700 });
  const state = await probeHypervisor(cache);
  if (state.qemu !== null || !options.install || !(await mayInstall())) return state;
  options.progress?.('installing QEMU');
  try {
    await installPackages(['qemu-system-x86']);
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    return { ...state, reason: `QEMU could not be installed. Install it with: ${INSTALL_COMMAND}` };
  }
  return probeHypervisor(cache);
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
