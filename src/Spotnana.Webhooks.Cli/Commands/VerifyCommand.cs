using System.CommandLine;
using System.Text.Json;
using Spotnana.Webhooks.Cli.Events;
using Spotnana.Webhooks.Cli.Json;
using Spotnana.Webhooks.Cli.Secrets;
using Spotnana.Webhooks.Cli.Terminal;
using Spotnana.Webhooks.Signing;

namespace Spotnana.Webhooks.Cli.Commands;

internal static class VerifyCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var source = new Argument<string>("FILE|SAMPLE") { Description = EventBody.Help };
        var secrets = new Option<string[]>(SecretChoice.Option)
        {
            Description = $"A secret that may have signed; may be repeated. Default: {SecretChoice.Variable}.",
            HelpName = "whsec_…",
        };
        var id =
            new Option<string>("--id") { Description = "The header x-spotnana-webhook-id as received.", HelpName = "ID", Required = true };
        var timestamp = new Option<string>("--timestamp")
        {
            Description = "The header x-spotnana-webhook-timestamp as received.",
            HelpName = "UNIX",
            Required = true,
        };
        var signature = new Option<string>("--signature")
        {
            Description = "The header x-spotnana-webhook-signature as received.",
            HelpName = "BASE64",
            Required = true,
        };
        var json = JsonOption.Create();
        var command = new Command("verify", "Tell whether a received body was signed by a secret. The age is not judged.")
        {
            source, secrets, id, timestamp, signature, json,
        };
        command.SetAction(result =>
        {
            if (!SecretChoice.TryChooseAll(result.GetValue(secrets) ?? [], surroundings.Environment, out var candidates, out var error)
                || !EventBody.TryOpen(result.GetRequiredValue(source), surroundings, out var body, out error))
            {
                return surroundings.RefuseUsage(error);
            }

            var check = new SignatureCheck(
                candidates, result.GetRequiredValue(id), result.GetRequiredValue(timestamp), result.GetRequiredValue(signature));
            var verdict = check.Judge(body.Bytes, out var secretIndex);
            var valid = verdict is SignatureVerdict.Valid;
            var reason = valid ? null : check.ReasonFor(verdict);
            var hint = verdict is SignatureVerdict.Mismatch ? check.HintFor(body.Bytes) : null;
            if (result.GetValue(json))
            {
                var row = new VerdictJson(valid, valid ? secretIndex + 1 : null, verdict.ToString(), reason, hint);
                surroundings.Out.WriteLine(JsonSerializer.Serialize(row, ToolJson.Lines.VerdictJson));
            }
            else
            {
                surroundings.Out.WriteLine(
                    valid ? $"valid: signed by secret {secretIndex + 1} of {candidates.Length}" : $"not valid: {reason}");
                if (hint is not null)
                    surroundings.Say(hint);
            }

            return valid ? ExitCode.Done : ExitCode.CheckFailed;
        });
        return command;
    }
}
