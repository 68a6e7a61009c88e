import { z } from 'zod';
import { section } from '../../shared/ids';
import { settingLeaves, type SettingLeaf } from '../../shared/settings';

/** A property of `contributes.configuration`, as VS Code reads it: JSON schema with a few keys of its own. */
export type ConfigurationProperty = Record<string, unknown>;

export interface Configuration {
  title: string;
  properties: Record<string, ConfigurationProperty>;
}

/** `contributes.configuration` of package.json. */
export function configuration(leaves: SettingLeaf[] = settingLeaves()): Configuration {
  return {
    title: 'Cria',
    properties: Object.fromEntries(leaves.map((leaf, order) => [fullName(leaf), property(leaf, order)])),
  };
}

function property({ schema }: SettingLeaf, order: number): ConfigurationProperty {
  const { description, anyOf, ...rest } = z.toJSONSchema(schema, { target: 'draft-7' });
  delete rest.$schema;
  // VS Code wants a type beside alternatives, else its settings editor offers nothing.
  const alternatives =
    anyOf === undefined ? {} : { type: anyOf.map((choice) => typeof choice === 'object' && choice.type), anyOf };
  return { order, ...alternatives, ...rest, markdownDescription: description };
}

const fullName = ({ name }: SettingLeaf) => `${section}.${name}`;

/** package.json with the settings in it, its other parts untouched. */
export function manifestWithSettings(packageJson: string): string {
  const manifest = JSON.parse(packageJson) as { contributes?: Record<string, unknown> };
  const contributes = { ...manifest.contributes, configuration: configuration() };
  return `${JSON.stringify({ ...manifest, contributes }, null, 2)}\n`;
}

const opening = '<!-- settings -->';
const closing = '<!-- /settings -->';

/** README.md with the table of settings between its markers. */
export function readmeWithSettings(readme: string): string {
  const begin = readme.indexOf(opening);
  const end = readme.indexOf(closing);
  if (begin < 0 || end < begin) throw new Error(`README.md has no ${opening} … ${closing}, where the settings go.`);
  return `${readme.slice(0, begin + opening.length)}\n\n${settingsTable()}\n\n${readme.slice(end)}`;
}

/** A README for a checkout that has none. */
export const emptyReadme = `# Cria\n\n## Settings\n\n${opening}\n\n${closing}\n`;

/** The settings as a table in Markdown, aligned as the formatter wants it. */
export function settingsTable(leaves: SettingLeaf[] = settingLeaves()): string {
  const rows = leaves.map((leaf) => {
    const { description = '', default: byDefault } = z.toJSONSchema(leaf.schema, { target: 'draft-7' });
    return [code(fullName(leaf)), code(JSON.stringify(byDefault)), escaped(`${description}${values(leaf)}`)];
  });
  const table = [['Setting', 'Default', 'What it does'], ...rows];
  const widths = [0, 1, 2].map((column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  const line = (cells: string[], filler: string) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0, filler)).join(' | ')} |`;
  const [head = [], ...body] = table;
  return [line(head, ' '), line(['', '', ''], '-'), ...body.map((row) => line(row, ' '))].join('\n');
}

/** What a setting may be, where its default does not tell. */
function values({ schema }: SettingLeaf): string {
  const { enum: choices, minimum, maximum, anyOf } = z.toJSONSchema(schema, { target: 'draft-7' });
  if (choices !== undefined) return ` One of ${choices.map((choice) => code(String(choice))).join(', ')}.`;
  const range = anyOf?.find((choice) => typeof choice === 'object' && choice.minimum !== undefined);
  if (typeof range === 'object') return ` ${code('auto')}, or from ${range.minimum} to ${range.maximum}.`;
  return minimum === undefined ? '' : ` From ${minimum} to ${maximum}.`;
}

const code = (text: string) => `\`${escaped(text)}\``;

/** A bar would end the cell. */
const escaped = (text: string) => text.replaceAll('|', '\\|');
