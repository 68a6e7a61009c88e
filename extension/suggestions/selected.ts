/** The item that is selected in VS Code's list of completions, next to which a suggestion may be shown. */
export interface SelectedItem {
  /** What the document holds between the start of the item's range and the cursor. */
  typed: string;
  /** What the item would put there. */
  text: string;
}

/**
 * Whether any suggestion at the cursor can begin with the selected item. VS Code shows one that does not only after the
 * list is closed, so that asking for it would be in vain.
 */
export function canContinue({ typed, text }: SelectedItem): boolean {
  return text.startsWith(typed);
}

/** Whether a suggestion, which is inserted at the cursor, begins with the selected item. */
export function continuesItem({ typed, text }: SelectedItem, insertText: string): boolean {
  return (typed + insertText).startsWith(text);
}
