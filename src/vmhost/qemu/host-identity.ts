import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { toolEnvironment } from '#platform/run-tool';

const CPU_FACTS = /^(?:vendor_id|cpu family|model|model name|stepping|microcode|flags)\s*:.*$/gm;

/** `/dev/kvm`: who may open it, and which device it is; null where there is none. */
export interface KvmDevice {
  gid: number;
  facts: string;
}

/** What there is to know about the host before anything is run on it. */
export interface HostIdentity {
  /** This boot of this kernel on this processor: what was found out under one holds as long as it stays the same. */
  key: string;
  kvm: KvmDevice | null;
  /** The processor says that it can virtualise. Where it does not and there is KVM all the same, that is made in software. */
  hardware: boolean;
}

/** Looks at kernel, boot, processor and virtualisation device. */
export async function hostIdentity(): Promise<HostIdentity> {
  const [kernel, boot, cpu, kvm] = await Promise.all([
    readFile('/proc/version', 'utf8'),
    readFile('/proc/sys/kernel/random/boot_id', 'utf8'),
    readFile('/proc/cpuinfo', 'utf8'),
    kvmDevice(),
  ]);
  const [firstProcessor = ''] = cpu.split('\n\n', 1);
  const facts = [kernel, boot, firstProcessor.match(CPU_FACTS) ?? [], kvm, process.getuid?.() ?? null];
  return {
    key: createHash('sha256').update(JSON.stringify(facts)).digest('hex'),
    kvm,
    hardware: /^flags\s*:.*\b(?:vmx|svm)\b/m.test(firstProcessor),
  };
}

export async function kvmDevice(): Promise<KvmDevice | null> {
  try {
    const { gid, uid, mode, rdev } = await stat('/dev/kvm');
    return { gid, facts: [uid, gid, mode, rdev].join(' ') };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** Which file a program is, and which state of it: changes when it is installed anew. Null where there is none. */
export async function programIdentity(program: string): Promise<string | null> {
  const { PATH = '' } = toolEnvironment();
  const places = program.includes('/') ? [program] : PATH.split(':').map((folder) => join(folder, program));
  for (const path of places) {
    const found = await fileIdentity(path);
    if (found !== null) return found;
  }
  return null;
}

/** Which file this is, and which state of it; null where there is none. */
export async function fileIdentity(path: string): Promise<string | null> {
  try {
    const { size, mtimeMs, ino, mode } = await stat(path);
    return [path, size, mtimeMs, ino, mode].join(' ');
  } catch (error) {
    if (error instanceof Error && 'code' in error) return null;
    throw error;
  }
}
