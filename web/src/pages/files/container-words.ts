/** What people see instead of the container's wire name. */
export function containerWord(name: string): string {
  if (name === 'pithos') return 'My files';
  return name === 'trash' ? 'Trash' : name;
}
