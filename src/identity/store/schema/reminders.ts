export interface RemindersTables {
  reminders: { user_id: bigint; sent_at: Date };
  /** Of one end: where the project is given a later one, it counts no more. */
  declined_renewals: { project_id: bigint; end_at: Date; declined_at: Date; declined_by: bigint | null };
}
