import { isRecord } from "../core/transport";
import type { Action } from "../types.gen";
import { Button } from "./button";
import { CopyButton } from "./copy_button";
import { Fact } from "./fact";
import type { ViewProps } from "./index";
import { Lead } from "./lead";
import { Tag } from "./tag";

interface Props extends ViewProps {
  readonly action: Action;
  readonly onClose: () => void;
}

/** One action: what it takes, what it gives, how it is run. */
export function ActionDetail({ action, verbs, onClose }: Props) {
  return (
    <article class="attune-detail" aria-label={`Action ${action.ref}`}>
      <div class="attune-part-head">
        <h3 class="attune-detail-title">{action.ref}</h3>
        <Button look="quiet" aria-label="Close" title="Close" onClick={onClose}>
          ✕
        </Button>
      </div>
      <p>{action.description}</p>
      <div class="attune-chips">
        <CopyButton text={`%attune run ${action.ref}`} label="Copy as %attune run" />
        {action.ops !== null && (
          <Lead to="workflows" query={{ text: action.ref }} verbs={verbs}>
            Show among the workflows
          </Lead>
        )}
        <Lead to="runs" query={{ text: action.ref }} verbs={verbs}>
          Show its runs
        </Lead>
      </div>
      <Schema title="Takes" schema={action.param_schema} none="It takes no parameters." />
      <Schema title="Gives" schema={action.out_schema} none={`It says nothing about its result; its output is ${action.output_format}.`} />
      <dl class="attune-two">
        <Fact name="Entry point">
          <code class="attune-code">{action.entrypoint}</code>
        </Fact>
        <Fact name="Runtime">
          {action.runtime_ref ?? "none"}
          {action.runtime_version_constraint !== null && ` ${action.runtime_version_constraint}`}
        </Fact>
        <Fact name="Parameters arrive">
          by {action.parameter_delivery} as {action.parameter_format}
        </Fact>
        <Fact name="Time limit">{action.timeout_seconds === null ? "none" : `${action.timeout_seconds} s`}</Fact>
        <Fact name="Tried again">
          {action.max_retries === 0 ? "never" : `up to ${action.max_retries} times, ${action.retry_delay_seconds} s apart`}
        </Fact>
      </dl>
    </article>
  );
}

interface SchemaProps {
  readonly title: string;
  readonly schema: Readonly<Record<string, unknown>> | null;
  readonly none: string;
}

function Schema({ title, schema, none }: SchemaProps) {
  const shape = schema !== null && isRecord(schema.properties) ? schema.properties : (schema ?? {});
  const fields = Object.entries(shape).flatMap(([name, field]) => (isRecord(field) ? [{ name, field }] : []));
  if (fields.length === 0) return <p class="attune-dim">{none}</p>;
  return (
    <div>
      <h3 class="attune-label">{title}</h3>
      <div class="attune-schema">
        {fields.map(({ name, field }) => (
          <div key={name} class="attune-schema-field">
            <span>
              <code class="attune-code">{name}</code> <span class="attune-dim">{typeOf(field)}</span>{" "}
              {field.required === true && <Tag tone="warn">required</Tag>} {field.secret === true && <Tag>secret</Tag>}
            </span>
            <span class="attune-dim">{typeof field.description === "string" ? field.description : ""}</span>
          </div>
        ))}
      </div>
    </div>
  );
}

function typeOf({ type, enum: choices, default: preset }: Readonly<Record<string, unknown>>): string {
  const kind = Array.isArray(choices) ? choices.map(String).join(" | ") : typeof type === "string" ? type : "anything";
  return preset === undefined || preset === null ? kind : `${kind} = ${JSON.stringify(preset)}`;
}
