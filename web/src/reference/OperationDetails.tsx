import { copyText } from "../parts/copyText";
import { t } from "../texts";
import { type ApiDocument, curl, inner, type Operation, resolve, type Schema, typeName } from "./document";
import { RunForm } from "./RunForm";

interface Props {
  operation: Operation;
  document: ApiDocument;
}

export function OperationDetails({ operation, document }: Props) {
  const command = curl(operation, location.origin);
  return (
    <div className="stack operation-body">
      {operation.description && <p>{operation.description}</p>}
      {operation.parameters.length > 0 && (
        <section>
          <h3>{t.reference.parameters}</h3>
          <dl className="fields">
            {operation.parameters.map((one) => (
              <Field
                key={one.name}
                name={one.name}
                schema={one.schema ?? {}}
                description={one.description ?? ""}
                required={one.required ?? false}
                document={document}
                depth={0}
              />
            ))}
          </dl>
        </section>
      )}
      {operation.body && (
        <section>
          <h3>
            {t.reference.body} <small>{operation.body.type}</small>
          </h3>
          <Fields schema={operation.body.schema} document={document} depth={0} />
        </section>
      )}
      <section>
        <h3>{t.reference.replies}</h3>
        {operation.replies.map((reply) => (
          <details key={reply.status} className="reply">
            <summary>
              {reply.status} <span className="soft">{reply.description}</span>{" "}
              {reply.schema && <code>{typeName(reply.schema)}</code>}
            </summary>
            {reply.schema && <Fields schema={reply.schema} document={document} depth={0} />}
          </details>
        ))}
      </section>
      <section className="stack tight">
        <div className="spread">
          <h3>{t.reference.example}</h3>
          <button type="button" onClick={() => copyText(command)}>
            {t.common.copy}
          </button>
        </div>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys */}
        <pre tabIndex={0}>{command}</pre>
        {operation.method === "GET" && <RunForm operation={operation} />}
      </section>
    </div>
  );
}

const DEEPEST = 4;

function Fields({ schema, document, depth }: { schema: Schema; document: ApiDocument; depth: number }) {
  const found = resolve(inner(schema) ?? schema, document.schemas);
  const fields = Object.entries(found.properties ?? {});
  if (fields.length === 0) return <p className="soft">{typeName(schema)}</p>;
  return (
    <dl className="fields">
      {fields.map(([name, field]) => (
        <Field
          key={name}
          name={name}
          schema={field}
          description={field.description ?? ""}
          required={found.required?.includes(name) ?? false}
          document={document}
          depth={depth}
        />
      ))}
    </dl>
  );
}

interface FieldProps {
  name: string;
  schema: Schema;
  description: string;
  required: boolean;
  document: ApiDocument;
  depth: number;
}

function Field({ name, schema, description, required, document, depth }: FieldProps) {
  const further = depth < DEEPEST ? inner(schema) : null;
  const hasFields = further && resolve(further, document.schemas).properties;
  return (
    <div className="field">
      <dt>
        <code>{name}</code> <small>{typeName(schema)}</small>{" "}
        {required && <small className="badge">{t.reference.required}</small>}
      </dt>
      <dd>
        {description}
        {hasFields && (
          <details>
            <summary>{t.reference.fields}</summary>
            <Fields schema={further} document={document} depth={depth + 1} />
          </details>
        )}
      </dd>
    </div>
  );
}
