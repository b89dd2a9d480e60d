import { access, chmod, mkdir, readFile, stat } from 'node:fs/promises';
import { StartError } from '#platform/service/start-error';
import { type HypervisorState, probeHypervisor } from './qemu/acceleration.ts';
import { QEMU } from './qemu/machine.ts';
import { probeOf, sampleImageFolder } from './open-vmhost.ts';
import { missingDeployPackages } from './deploy/workshop.ts';
import { missingPackages, TUN_DEVICE } from './qemu/outbound.ts';
import { isInstalled, runTool, ToolError, toolEnvironment } from '#platform/run-tool';
import { knownSampleImage } from '#sample-image/build';
import type { VmhostSettings } from './settings.ts';

const INSTALL_TIMEOUT_MS = 300_000;
/** What udev makes of the device, which does no harm: what can be made with it needs further rights. */
const TUN_MODE = 0o666;

/**
 * Says how machines can run on this host, and whether they have a way out; where not, the reasons name what helps. Of
 * the host nothing that is missing or broken is thrown; StartError, in one sentence, where the data directory has no place for us.
 */
export async function prepareHypervisor(
  dataDirectory: string,
  settings: VmhostSettings,
  signal?: AbortSignal,
): Promise<HypervisorState> {
  const probe = probeOf(dataDirectory, settings);
  await mkdir(probe.folder, { recursive: true, mode: 0o700 }).catch((cause: Error) => {
    throw new StartError(
      `The folder ${probe.folder} cannot be made (${cause.message}): let its user write there and remove what stands in its place, or choose another place with --data-dir.`,
      { cause },
    );
  });
  const kernel = (await knownSampleImage(sampleImageFolder(dataDirectory)))?.path;
  return probeHypervisor({ ...probe, kernel, signal });
}

/**
 * Installs what machines need where it is missing and we may (Debian, root): QEMU, what makes their sandbox, and
 * what sets up images. A failure is
 * not thrown: the probe then says what to do.
 */
export async function installMissing(progress: (sentence: string) => void): Promise<void> {
  if (!(await mayInstall())) return;
  const qemu = (await isInstalled(QEMU)) ? [] : ['qemu-system-x86'];
  const missing = [...new Set([...qemu, ...(await missingPackages()), ...(await missingDeployPackages())])];
  await letEverybodyOpenTun();
  if (missing.length === 0) return;
  progress(`installing ${missing.join(', ')}`);
  try {
    await installPackages(missing);
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
  }
}

/** A system without udev leaves the device to root. One that is missing stays so, and the probe says it. */
async function letEverybodyOpenTun(): Promise<void> {
  try {
    if (((await stat(TUN_DEVICE)).mode & 0o777) !== TUN_MODE) await chmod(TUN_DEVICE, TUN_MODE);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
  }
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
