import { EngineError } from '../errors';

/**
 * What node-llama-cpp throws, as an error with a next step. Its errors have no codes, and llama.cpp's own reason is in
 * its log only, so the last lines of that log go into the message.
 */
export function loadFailure(error: unknown, lastLog: readonly string[]): EngineError {
  if (error instanceof EngineError) return error;
  const message = error instanceof Error ? error.message : String(error);
  const options = { cause: error };
  if (/insufficient ?memory|out of memory|failed to allocate|too large/i.test(message)) {
    return new EngineError(
      'modelUnavailable',
      {
        text: `The model needs more memory than is free on the device (${message}).`,
        nextStep:
          'Choose a smaller model or a smaller quantisation, or lower cria.engine.contextSize or cria.engine.gpuLayers.',
        remedy: 'openSettings',
      },
      options,
    );
  }
  const reason = lastLog.length > 0 ? `${message}: ${lastLog.join(' ')}` : message;
  return new EngineError(
    'modelUnavailable',
    {
      text: `llama.cpp could not load the model (${reason.trim()}).`,
      nextStep: 'Choose another GGUF file; the whole log is in the Cria output.',
      remedy: 'chooseModel',
    },
    options,
  );
}

/** The device that the settings name is not there, or llama.cpp has no build for it. */
export function deviceMissing(device: string, cause?: unknown): EngineError {
  return new EngineError(
    'modelUnavailable',
    {
      text: `llama.cpp cannot run on the device "${device}" on this machine.`,
      nextStep: 'Set cria.engine.device to "auto", or to "cpu", which always works.',
      remedy: 'openSettings',
    },
    { cause },
  );
}

/** A run that llama.cpp broke off. */
export function runFailure(error: unknown): EngineError {
  if (error instanceof EngineError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new EngineError(
    'engineFailed',
    {
      text: `The model stopped in the middle of its work (${message}).`,
      nextStep: 'Try again; if it happens again, restart the server or read the log.',
      remedy: 'restartServer',
    },
    { cause: error },
  );
}
