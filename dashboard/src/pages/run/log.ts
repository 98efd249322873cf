/** An entry of an agent's log: what it is, in a line, and all of it. */
export interface Entry {
  index: number;
  kind: string;
  title: string;
  text: string;
  /** Whether a tool call succeeded. Null: it is none, or its result is not in the log. */
  ok: boolean | null;
  /** How long it took, if the log says so. */
  took: string;
}

type Fields = Record<string, unknown>;

/** The most that a line shows before it is opened. */
const TitleLength = 200;

/**
 * The entries of a raw log: messages, and each tool call together with its result. Agents write logs in formats of their own, so this looks for
 * the usual names (a list of messages whose content is a list of blocks, or one object a line) and shows everything else as it is.
 */
export function entriesOf(raw: string): Entry[] {
  const entries: Entry[] = [];
  const calls = new Map<string, { entry: Entry; at: number }>();
  for (const item of itemsOf(raw)) {
    for (const block of blocksOf(item)) add(entries, calls, block);
  }
  return entries;
}

/** The entries that contain a text, case-insensitive. */
export function found(entries: readonly Entry[], text: string): readonly Entry[] {
  const wanted = text.toLowerCase();
  return wanted === '' ? entries : entries.filter(one => one.kind.toLowerCase().includes(wanted) || one.text.toLowerCase().includes(wanted));
}

function itemsOf(raw: string): unknown[] {
  try {
    const parsed: unknown = JSON.parse(raw);
    return Array.isArray(parsed) ? parsed : [parsed];
  } catch {
    return raw.split('\n').filter(line => line.trim() !== '').map(lineOf);
  }
}

function lineOf(line: string): unknown {
  try {
    return JSON.parse(line.replace(/^data:\s*/, ''));
  } catch {
    return line;
  }
}

/** The blocks of a message, each with the message's role and time; anything else is a block of its own. */
function blocksOf(item: unknown): unknown[] {
  if (!isFields(item)) return [item];
  const message = isFields(item['message']) ? item['message'] : item;
  const content = message['content'];
  if (!Array.isArray(content) || content.length === 0) return [item];
  const shared = { role: message['role'] ?? item['type'], timestamp: item['timestamp'] ?? message['timestamp'] };
  return content.map(block => (isFields(block) ? { ...shared, ...block } : { ...shared, type: 'text', text: String(block) }));
}

function add(entries: Entry[], calls: Map<string, { entry: Entry; at: number }>, block: unknown): void {
  if (!isFields(block)) {
    entries.push({ index: entries.length, kind: 'text', title: String(block).slice(0, TitleLength), text: String(block), ok: null, took: '' });
    return;
  }
  const call = calls.get(String(block['tool_use_id'] ?? ''));
  if (block['type'] === 'tool_result' && call) {
    call.entry.ok = block['is_error'] !== true;
    call.entry.text += `\n\nResult:\n${textOf(block['content'])}`;
    const at = Date.parse(String(block['timestamp']));
    if (at >= call.at) call.entry.took = `${at - call.at} ms`;
    return;
  }
  const entry = entryOf(entries.length, block);
  entries.push(entry);
  if (block['type'] === 'tool_use' && typeof block['id'] === 'string') calls.set(block['id'], { entry, at: Date.parse(String(block['timestamp'])) });
}

function entryOf(index: number, fields: Fields): Entry {
  const word = (...names: string[]): string => names.map(name => fields[name]).find((value): value is string => typeof value === 'string' && value !== '') ?? '';
  const tool = word('tool', 'tool_name', 'toolName') || (word('type').startsWith('tool') ? word('name') : '');
  const text = word('text', 'thinking', 'message', 'content', 'result');
  const failed = fields['success'] === false || fields['ok'] === false || fields['is_error'] === true || typeof fields['error'] === 'string';
  const succeeded = fields['success'] === true || fields['ok'] === true;
  const took = typeof fields['duration_ms'] === 'number' ? `${fields['duration_ms']} ms` : word('duration');
  const body = tool ? textOf(fields['input'] ?? fields) : text || textOf(fields);
  return { index, kind: tool ? `tool ${tool}` : word('role', 'type', 'level', 'event') || 'entry', title: body.replace(/\s+/g, ' ').slice(0, TitleLength), text: body, ok: failed ? false : succeeded ? true : null, took };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2);
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
