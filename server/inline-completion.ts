import {
  InlineCompletionTriggerKind,
  LSPErrorCodes,
  ResponseError,
  type Connection,
  type InlineCompletionContext,
  type InlineCompletionItem,
  type Position,
} from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import {
  methods,
  suggestionAccepted,
  type Activity,
  type Definitions,
  type ShownEditors,
  type SuggestionEvent,
  type SuggestionGrew,
} from '../shared/protocol';
import { abortedBy } from './answering';
import type { Cursor } from './completion/cursor';
import { Superseded } from './completion/debounce';
import { Unwanted } from './completion/run';
import { withSelectedItem } from './completion/selected-item';
import { suggestionId, type CompletionService } from './completion/service';
import type { Judged } from './completion/verdict';
import type { Documents } from './documents';
import { EngineError } from './engine/errors';

/** Where a completion stands, in the terms of the documents that the client has open. */
export function cursorIn(document: TextDocument, position: Position, workspaceFolders: string[]): Cursor {
  return {
    ...{ uri: document.uri, languageId: document.languageId, version: document.version, text: document.getText() },
    ...{ offset: document.offsetAt(position), position, workspaceFolders },
  };
}

export interface InlineCompletionParts {
  documents: Documents;
  service: CompletionService;
  /** URIs of the workspace's folders. */
  folders: () => string[];
  followsSuggestions: boolean;
  /** Told of what is around a document. */
  context: { shown(editors: ShownEditors): void; defined(definitions: Definitions): void };
}

/**
 * Puts completions on the connection: the standard request, and what the client tells of its editors and suggestions.
 * @returns what evaluates the prompt of the place where the user is, to be called when the model is loaded.
 */
export function serveInlineCompletion(connection: Connection, parts: InlineCompletionParts): () => void {
  const { documents, service, folders, context } = parts;
  let active: ShownEditors['active'] = null;
  const warmActive = () => {
    const document = active && documents.get(active.uri);
    if (!active || !document) return;
    service.arrived(cursorIn(document, documents.incoming(document, active.position), folders()));
  };

  connection.languages.inlineCompletion.on(async ({ textDocument, position, context }, token) => {
    const document = documents.get(textDocument.uri);
    if (!document) return null;
    const plain = cursorIn(document, documents.incoming(document, position), folders());
    const at = besideList(plain, document, context, documents);
    const trigger = context.triggerKind === InlineCompletionTriggerKind.Invoked ? 'manual' : 'automatic';
    try {
      const { id, judged } = await service.complete(at, trigger, abortedBy(token));
      const items = judged.map((one, number) => itemOf(one, at, parts, document, suggestionId(id, number)));
      return { items };
    } catch (error) {
      if (token.isCancellationRequested)
        throw new ResponseError(LSPErrorCodes.RequestCancelled, 'The client cancelled.');
      // A newer key press took its place, or the model cannot run: the status says so, a popup per key would not help.
      if (error instanceof Superseded || error instanceof Unwanted || error instanceof EngineError) return null;
      throw error;
    }
  });

  connection.onNotification(methods.activity, (activity: Activity) => {
    service.activity(activity);
  });
  connection.onNotification(methods.suggestion, (event: SuggestionEvent) => {
    service.suggestion(event);
  });
  connection.onNotification(methods.definitions, (definitions: Definitions) => {
    context.defined(definitions);
  });
  connection.onNotification(methods.editors, (editors: ShownEditors) => {
    context.shown(editors);
    ({ active } = editors);
    warmActive();
  });
  return warmActive;
}

/** Tells the client that there is more to show at a cursor, where the document is still as it was. */
export function grewAt(connection: Connection, documents: Documents, at: Cursor): void {
  const document = documents.get(at.uri);
  if (document?.version !== at.version) return;
  const { line, character } = at.position;
  const own = { line, character: character - (at.ahead?.length ?? 0) };
  const grew: SuggestionGrew = { uri: at.uri, position: documents.outgoing(document, own) };
  void connection.sendNotification(methods.suggestionGrew, grew);
}

/** The cursor as the item that is selected in the editor's list would leave it. */
function besideList(
  at: Cursor,
  document: TextDocument,
  context: InlineCompletionContext,
  documents: Documents,
): Cursor {
  const selected = context.selectedCompletionInfo;
  if (!selected) return at;
  const offset = (position: Position) => document.offsetAt(documents.incoming(document, position));
  const { start, end } = selected.range;
  const item = { start: offset(start), end: offset(end), text: selected.text };
  return withSelectedItem(at, item) ?? at;
}

function itemOf(
  { suggestion: { insertText, range } }: Judged,
  { ahead = '' }: Cursor,
  { documents, followsSuggestions }: InlineCompletionParts,
  document: TextDocument,
  id: string,
): InlineCompletionItem {
  // Positions right of the cursor speak of the text with the item; the document has it not yet.
  const place = ({ line, character }: Position) =>
    documents.outgoing(document, { line, character: character - ahead.length });
  return {
    insertText: ahead + insertText,
    range: { start: place(range.start), end: place(range.end) },
    ...(followsSuggestions
      ? { command: { title: 'Suggestion accepted', command: suggestionAccepted, arguments: [id] } }
      : {}),
  };
}
