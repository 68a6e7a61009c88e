/** What the client knows when VS Code asks for a completion. */
export interface CompletionRequest {
  turnedOn: boolean;
  trusted: boolean;
  /** `completion.untrustedWorkspaces`. */
  allowedUntrusted: boolean;
  /** `completion.enabled` and `completion.automatic` for the document's language. */
  enabled: boolean;
  automatic: boolean;
  /** Asked by a key, not by typing. */
  manual: boolean;
  /** Another item is selected in VS Code's list of completions, and no suggestion can begin with it. */
  listInTheWay: boolean;
}

/** Why the server is not asked at all, or null. The server has further rules of its own. */
export function reasonNotToAsk(request: CompletionRequest): string | null {
  if (!request.turnedOn) return 'Cria is turned off';
  if (!request.trusted && !request.allowedUntrusted) return 'the workspace is not trusted';
  if (!request.enabled) return 'suggestions are turned off for this language';
  if (!request.automatic && !request.manual) return 'suggestions come only when asked for';
  if (request.listInTheWay) return 'the item selected in the list of completions is another word';
  return null;
}
