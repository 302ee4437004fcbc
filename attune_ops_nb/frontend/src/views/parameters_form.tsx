import type { ParameterField, Problems, Typed } from "../parameters";
import { useId } from "./hooks";

interface Props {
  readonly fields: readonly ParameterField[];
  readonly typed: Typed;
  readonly problems: Problems;
  readonly onType: (typed: Typed) => void;
}

/** A form made from a parameter schema, with each problem at its field. */
export const ParametersForm = ({ fields, typed, problems, onType }: Props) => (
  <div class="attune-form">
    {fields.map((field) => (
      <Field
        key={field.name}
        field={field}
        text={typed[field.name] ?? ""}
        problem={problems[field.name] ?? null}
        onText={(text) => onType({ ...typed, [field.name]: text })}
      />
    ))}
  </div>
);

interface FieldProps {
  readonly field: ParameterField;
  readonly text: string | boolean;
  readonly problem: string | null;
  readonly onText: (text: string | boolean) => void;
}

function Field({ field, text, problem, onText }: FieldProps) {
  const id = useId();
  const described = `${id}-about`;
  return (
    <div class="attune-field">
      <label class="attune-label" for={id}>
        {field.name}
        {field.required && <span title="required"> * required</span>}
      </label>
      <Control id={id} described={described} field={field} text={text} wrong={problem !== null} onText={onText} />
      <span id={described}>
        {problem !== null && (
          <span class="attune-bad" role="alert">
            {problem}{" "}
          </span>
        )}
        <span class="attune-dim">{field.description}</span>
      </span>
    </div>
  );
}

interface ControlProps extends Omit<FieldProps, "problem"> {
  readonly id: string;
  readonly described: string;
  readonly wrong: boolean;
}

function Control({ id, described, field, text, wrong, onText }: ControlProps) {
  const common = { id, "aria-describedby": described, "aria-invalid": wrong, "aria-required": field.required };
  const value = typeof text === "string" ? text : "";
  switch (field.kind) {
    case "boolean":
      return (
        <input
          {...common}
          type="checkbox"
          checked={text === true}
          onChange={(event) => onText(event.currentTarget.checked)}
        />
      );
    case "choice":
      return (
        <select {...common} class="attune-input" value={value} onChange={(event) => onText(event.currentTarget.value)}>
          <option value="">{field.required ? "choose…" : "as it is set up"}</option>
          {field.choices.map((choice, index) => (
            <option key={index} value={String(index)}>
              {String(choice)}
            </option>
          ))}
        </select>
      );
    case "json":
      return (
        <textarea
          {...common}
          class="attune-input attune-code"
          rows={2}
          spellcheck={false}
          placeholder="JSON"
          value={value}
          onInput={(event) => onText(event.currentTarget.value)}
        />
      );
    case "string":
    case "integer":
    case "number":
      return (
        <input
          {...common}
          class="attune-input"
          type={field.secret ? "password" : "text"}
          autocomplete="off"
          inputMode={field.kind === "string" ? "text" : field.kind === "integer" ? "numeric" : "decimal"}
          value={value}
          onInput={(event) => onText(event.currentTarget.value)}
        />
      );
  }
}
