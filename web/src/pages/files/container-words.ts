/** The container that every account starts with. */
export const HOME = 'pithos';

/** What people see instead of the container's wire name. */
export function containerWord(name: string): string {
  if (name === HOME) return 'My files';
  return name === 'trash' ? 'Trash' : name;
}
