import {
  InlineCompletionTriggerKind,
  Range,
  window,
  workspace,
  type InlineCompletionContext,
  type InlineCompletionItem,
  type InlineCompletionList,
  type LogOutputChannel,
  type Position,
  type TextDocument,
} from 'vscode';
import type { Middleware } from 'vscode-languageclient';
import { reasonNotToAsk } from '../asking';
import { completionSettings, turnedOn } from '../settings';
import type { NotAsked } from '../trace/entries';
import type { AskingAgain } from './asking-again';
import { textOf, type SuggestionFollower } from './follower';
import { canContinue, continuesItem, type SelectedItem } from './selected';

export interface SuggestingTools {
  log: LogOutputChannel;
  follower: SuggestionFollower;
  again: AskingAgain;
  /** The server was not asked, or its answer could not be shown. */
  onNotAsked(entry: NotAsked): void;
  /** Suggestions were offered, so many milliseconds after VS Code asked. */
  onOffered(languageId: string, ms: number): void;
}

type Provide = NonNullable<Middleware['provideInlineCompletionItems']>;

/** What happens around each request for suggestions, in the extension's process. */
export function suggestThrough(tools: SuggestingTools): Provide {
  const provide: Provide = async (document, position, asked, token, next) => {
    tools.again.answeredBy((...request) => provide(...request, next));
    const began = performance.now();
    const context = tools.again.expects(document, position) ? automatic(asked) : asked;
    const manual = context.triggerKind === InlineCompletionTriggerKind.Invoke;
    const selected = selectedItem(document, position, context);
    const notAsked = (reason: string) => {
      tools.log.trace(`No suggestion is asked for, because ${reason}.`);
      tools.onNotAsked(entryOf(document, position, manual, reason));
      return null;
    };
    const reason = reasonNotToAsk(requestOf(document, manual, selected));
    if (reason !== null) return notAsked(reason);

    const { version } = document;
    let items: InlineCompletionItem[];
    try {
      items = asList(await next(document, position, context, token));
    } catch (error) {
      // Never a popup per key press: the status bar shows what is wrong with the server.
      if (!token.isCancellationRequested) tools.log.debug(`A suggestion failed: ${String(error)}`);
      return null;
    }
    if (token.isCancellationRequested || document.version !== version) return items;
    const fitting = selected === null ? items : items.filter((item) => continuesItem(selected, textOf(item)));
    if (fitting.length < items.length) notAsked('the item selected in the list of completions goes on differently');
    // Another editor may have asked in the background; what is shown is shown where the cursor is.
    if (window.activeTextEditor?.document === document) tools.follower.offered(document, position, fitting);
    if (fitting.length > 0) tools.onOffered(document.languageId, performance.now() - began);
    return fitting;
  };
  return provide;
}

function asList(result: InlineCompletionItem[] | InlineCompletionList | null | undefined): InlineCompletionItem[] {
  if (!result) return [];
  return Array.isArray(result) ? result : result.items;
}

function automatic(context: InlineCompletionContext): InlineCompletionContext {
  return { ...context, triggerKind: InlineCompletionTriggerKind.Automatic };
}

/** The item of VS Code's list of completions that a suggestion would have to begin with, or null. */
function selectedItem(
  document: TextDocument,
  position: Position,
  { selectedCompletionInfo }: InlineCompletionContext,
): SelectedItem | null {
  if (!selectedCompletionInfo) return null;
  const { range, text } = selectedCompletionInfo;
  return { text, typed: range.start.isBefore(position) ? document.getText(new Range(range.start, position)) : '' };
}

function requestOf(document: TextDocument, manual: boolean, selected: SelectedItem | null) {
  const { enabled, automatic, untrustedWorkspaces } = completionSettings(document);
  return {
    turnedOn: turnedOn(),
    trusted: workspace.isTrusted,
    allowedUntrusted: untrustedWorkspaces,
    enabled,
    automatic,
    manual,
    listInTheWay: selected !== null && !canContinue(selected),
  };
}

function entryOf(document: TextDocument, { line, character }: Position, manual: boolean, reason: string): NotAsked {
  return {
    from: 'client',
    at: Date.now(),
    uri: document.uri.toString(),
    languageId: document.languageId,
    trigger: manual ? 'manual' : 'automatic',
    position: { line, character },
    reason,
  };
}
