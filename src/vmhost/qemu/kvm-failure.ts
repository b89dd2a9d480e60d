/** What QEMU writes when the processor or the kernel could not go on with a machine, or when KVM could not begin. */
const SIGNS =
  /KVM internal error|emulation failure|error: kvm run failed|KVM: entry failed|failed to (?:set|get) MSR|kvm_\w+ failed|initialize kvm|access KVM|kvm_buf_set_msrs|kvm_msr_buf/i;

/** Whether what QEMU said names KVM as the reason that a machine stopped or did not start. */
export function saysKvmFailed(words: string): boolean {
  return SIGNS.test(words);
}
