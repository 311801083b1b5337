import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { answer, api } from "../api/client";
import { Tabs } from "../parts/Tabs";
import { t } from "../texts";
import { KeyForm } from "./KeyForm";
import { PasswordForm, SignUpForm } from "./PasswordForms";
import { usePageTitle } from "./usePageTitle";

type Way = "password" | "key" | "new";

/** The ways in: a password, an API key, or a new account where the server allows one. */
export function SignIn({ ended }: { ended: boolean }) {
  usePageTitle(t.signIn.title);
  const policy = useQuery({
    queryKey: ["sign-up"],
    queryFn: () => answer(api.GET("/v2/accounts/sign-up")),
  });
  const [chosen, setWay] = useState<Way | null>(null);
  const first = policy.data?.sign_up === "first";
  const way = chosen ?? (first ? "new" : "password");
  const tabs = (["password", "key", "new"] as const).map((name) => ({ name, title: t.signIn.ways[name] }));
  return (
    <div className="sign-in">
      <h1>{t.signIn.title}</h1>
      {ended && <p className="notice">{t.signIn.ended}</p>}
      <div className="panel">
        <Tabs label={t.signIn.title} tabs={tabs} chosen={way} onChoose={setWay}>
          {way === "password" && <PasswordForm />}
          {way === "key" && <KeyForm />}
          {way === "new" && <SignUpForm policy={policy.data?.sign_up ?? ""} />}
        </Tabs>
      </div>
    </div>
  );
}
