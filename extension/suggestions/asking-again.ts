import { commands, window, type Position, type TextDocument } from 'vscode';
import type { SuggestionGrew } from '../../shared/protocol';

/** Asks VS Code to ask once more where a suggestion grew. */
export class AskingAgain {
  #expected: SuggestionGrew | null = null;

  /** Does nothing where the cursor is somewhere else by now. */
  async grew(place: SuggestionGrew): Promise<void> {
    const editor = window.activeTextEditor;
    if (!editor?.selection.isEmpty || !isAt(place, editor.document, editor.selection.active)) return;
    this.#expected = place;
    try {
      // VS Code asks anew, keeps what is shown in the first place, and then goes on to what is new: nothing flickers.
      // Its plain trigger would leave the old suggestion there. It takes the request for one by hand; the middleware
      // knows better.
      await commands.executeCommand('editor.action.inlineSuggest.showNext');
    } finally {
      if (this.#expected === place) this.#expected = null;
    }
  }

  /** Whether a request came from here and not from the user's hand. */
  expects(document: TextDocument, position: Position): boolean {
    return this.#expected !== null && isAt(this.#expected, document, position);
  }
}

function isAt({ uri, position }: SuggestionGrew, document: TextDocument, at: Position): boolean {
  return document.uri.toString() === uri && at.line === position.line && at.character === position.character;
}
