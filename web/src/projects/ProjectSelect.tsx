import { useProjects } from "../api/projects";

interface Props {
  label: string;
  /** Whether only screen readers need the label. */
  quiet?: boolean;
  value: string;
  onChange: (id: string) => void;
  /** What the choices without a project are called, by their value. */
  others: Readonly<Record<string, string>>;
  /** The same, below the projects. */
  last?: Readonly<Record<string, string>>;
}

/** The caller's projects to choose from. */
export function ProjectSelect({ label, quiet = false, value, onChange, others, last = {} }: Props) {
  const { data: projects } = useProjects();
  return (
    <label className={quiet ? undefined : "project-select"}>
      <span className={quiet ? "hidden" : undefined}>{label}</span>
      <select value={value} onChange={(event) => onChange(event.target.value)}>
        <Choices of={others} />
        {projects?.map((project) => (
          <option key={project.id} value={project.id}>
            {project.name}
          </option>
        ))}
        <Choices of={last} />
      </select>
    </label>
  );
}

function Choices({ of }: { of: Readonly<Record<string, string>> }) {
  return Object.entries(of).map(([id, name]) => (
    <option key={id} value={id}>
      {name}
    </option>
  ));
}
