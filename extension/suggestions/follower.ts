import * as vscode from 'vscode';
import { suggestionAccepted, type SuggestionEvent } from '../../shared/protocol';
import {
  follow,
  nothingShown,
  type Following,
  type Happening,
  type Input,
  type Offer,
  type TextChange,
} from './lifecycle';

export interface FollowerTools {
  /** A document was changed; called before what that means for a suggestion. */
  changed(uri: string, changes: readonly TextChange[]): void;
  /** Tells the server, where one runs. */
  tell(event: SuggestionEvent): void;
  note(happening: Happening): void;
  /** Milliseconds of a clock that never goes back. */
  now(): number;
}

/** Follows each suggestion in the editor until it is accepted, rejected or gone. */
export class SuggestionFollower implements vscode.Disposable {
  readonly #tools: FollowerTools;
  readonly #listening: vscode.Disposable;
  #state: Following = nothingShown;

  constructor(tools: FollowerTools) {
    this.#tools = tools;
    this.#listening = vscode.Disposable.from(
      vscode.workspace.onDidChangeTextDocument((change) => this.#changed(change)),
      vscode.window.onDidChangeTextEditorSelection(({ textEditor, selections: [selection] }) => {
        const { document } = textEditor;
        if (!selection || textEditor !== vscode.window.activeTextEditor || !this.#isAbout(document.uri)) return;
        // Where text is selected VS Code shows no suggestion.
        const offset = selection.isEmpty ? document.offsetAt(selection.active) : -1;
        this.#take({ kind: 'moved', uri: document.uri.toString(), offset });
      }),
      vscode.window.onDidChangeActiveTextEditor(() => this.#take({ kind: 'left' })),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => {
        if (this.#isAbout(uri)) this.#take({ kind: 'left' });
      }),
    );
  }

  /** The editor gets these suggestions for its newest request, or none. Those without a name cannot be followed. */
  offered(
    document: vscode.TextDocument,
    position: vscode.Position,
    items: readonly vscode.InlineCompletionItem[],
  ): void {
    const place = {
      uri: document.uri.toString(),
      languageId: document.languageId,
      offset: document.offsetAt(position),
    };
    const offers = items.flatMap((item): Offer[] => {
      const id = idOf(item);
      return id === null ? [] : [{ id, ...place, text: textOf(item) }];
    });
    this.#take({ kind: 'offered', offers });
  }

  /** VS Code ran the command of an item. */
  accepted(id: unknown): void {
    if (typeof id !== 'string') return;
    const happenings = this.#take({ kind: 'accepted', id });
    // One that was lost sight of was accepted all the same.
    if (happenings.length === 0) this.#tools.tell({ id, kind: 'accepted' });
  }

  /** The user pressed Escape. */
  dismissed(): void {
    this.#take({ kind: 'dismissed' });
  }

  dispose(): void {
    this.#take({ kind: 'left' });
    this.#listening.dispose();
  }

  #changed({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    if (contentChanges.length === 0) return;
    const changes = contentChanges.map(({ rangeOffset, rangeLength, text }) => ({
      offset: rangeOffset,
      removed: rangeLength,
      text,
    }));
    const uri = document.uri.toString();
    this.#tools.changed(uri, changes);
    if (this.#isAbout(document.uri)) this.#take({ kind: 'changed', uri, changes });
  }

  #isAbout(uri: vscode.Uri): boolean {
    const { showing, doubted } = this.#state;
    return [showing, doubted?.showing].some((followed) => followed?.offers[0].uri === uri.toString());
  }

  #take(input: Input): Happening[] {
    const { state, happenings } = follow(this.#state, input, this.#tools.now());
    this.#state = state;
    for (const happening of happenings) {
      this.#tools.note(happening);
      const event = eventOf(happening);
      if (event !== null) this.#tools.tell(event);
    }
    return happenings;
  }
}

/** What the server hears of it. */
function eventOf(happening: Happening): SuggestionEvent | null {
  switch (happening.kind) {
    case 'ended':
      return null;
    case 'partlyAccepted':
      return { id: happening.offer.id, kind: happening.kind, characters: happening.characters };
    case 'shown':
    case 'accepted':
    case 'rejected':
    case 'ignored':
      return { id: happening.offer.id, kind: happening.kind };
  }
}

/** The name that the server gave it, or null. */
function idOf({ command }: vscode.InlineCompletionItem): string | null {
  const [id] = (command?.arguments ?? []) as unknown[];
  return command?.command === suggestionAccepted && typeof id === 'string' ? id : null;
}

/** The text that an item inserts; a snippet's is never what the document then holds, and Cria makes none. */
export function textOf({ insertText }: vscode.InlineCompletionItem): string {
  return typeof insertText === 'string' ? insertText : insertText.value;
}
