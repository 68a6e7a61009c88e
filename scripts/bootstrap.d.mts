export function nodeProblem(version: string): string | null;
export function installProblem(output: string, failures: { pattern: string; what: string; next: string }[]): string;
export function isInstalled(root: string): boolean;
export function bootstrap(script: string): Promise<void>;
