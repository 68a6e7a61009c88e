import {
  commands,
  languages,
  window,
  type InlineCompletionItemProvider,
  type Position,
  type TextDocument,
} from 'vscode';
import type { SuggestionGrew } from '../../shared/protocol';

type Ask = InlineCompletionItemProvider['provideInlineCompletionItems'];

/** Asks VS Code to ask once more where a suggestion grew. */
export class AskingAgain {
  #expected: SuggestionGrew | null = null;
  #ask: Ask | null = null;

  /** Tells how a request is answered; the first answer must have come before anything can grow. */
  answeredBy(ask: Ask): void {
    this.#ask = ask;
  }

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
      if (isAt(place, editor.document, editor.selection.active)) await this.#forgetOld(editor.document);
    } finally {
      if (this.#expected === place) this.#expected = null;
    }
  }

  /**
   * VS Code now has both, the old one first: at the next key or accepted word it would go back to that. It asks again at
   * one place only a provider that it has not asked yet, and then has that one's answer alone. An older VS Code, which
   * cannot ask a single provider, does nothing.
   */
  async #forgetOld({ uri, languageId }: TextDocument): Promise<void> {
    const ask = this.#ask;
    if (ask === null) return;
    const once = languages.registerInlineCompletionItemProvider(
      { scheme: uri.scheme, language: languageId },
      { provideInlineCompletionItems: ask },
    );
    try {
      await commands.executeCommand('editor.action.inlineSuggest.trigger', {
        providerId: 'cria.cria',
        explicit: false,
      });
    } finally {
      once.dispose();
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
