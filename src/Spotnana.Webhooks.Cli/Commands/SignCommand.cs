using System.CommandLine;
using System.Text.Json;
using Spotnana.Webhooks.Cli.Events;
using Spotnana.Webhooks.Cli.Http;
using Spotnana.Webhooks.Cli.Json;
using Spotnana.Webhooks.Cli.Secrets;
using Spotnana.Webhooks.Cli.Terminal;
using Spotnana.Webhooks.Testing;

namespace Spotnana.Webhooks.Cli.Commands;

internal static class SignCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var source = new Argument<string>("FILE|SAMPLE") { Description = EventBody.Help };
        var secret = new Option<string?>(SecretChoice.Option)
        {
            Description = $"The secret that signs. Default: {SecretChoice.Variable}, else the sandbox secret.",
            HelpName = "whsec_…",
        };
        var id = new Option<string?>("--id") { Description = "The delivery's id. Default: a fresh one.", HelpName = "ID" };
        var timestamp = new Option<string?>("--timestamp") { Description = "When it was sent. Default: now.", HelpName = "UNIX" };
        var curl = new Option<string?>("--curl") { Description = "Print a curl command that sends it to this address.", HelpName = "URL" };
        var json = JsonOption.Create();
        var command = new Command("sign", "Print the headers that Spotnana would send with a body, or a ready curl command.")
        {
            source, secret, id, timestamp, curl, json,
        };
        command.SetAction(result =>
        {
            Uri? url = null;
            if (result.GetValue(curl) is { } address && !WebhookUrl.TryParse("--curl", address, out url, out var error))
                return surroundings.RefuseUsage(error);
            if (!SecretChoice.TryChoose(result.GetValue(secret), url, surroundings.Environment, out var choice, out error)
                || !EventBody.TryOpen(result.GetRequiredValue(source), surroundings, out var body, out error)
                || !EventSigning.TrySign(
                    body.Bytes, choice.Secret, result.GetValue(id), result.GetValue(timestamp), surroundings.Clock, out var signed,
                    out error))
            {
                return surroundings.RefuseUsage(error);
            }

            if (choice.Origin == SecretChoice.SandboxOrigin)
                surroundings.Say($"Signed with the sandbox secret (another: {SecretChoice.Option} or {SecretChoice.Variable}).");
            var line = url is null ? null : CurlCommand.For(signed, body.Path ?? WriteToTemporaryFile(body), url);
            Write(surroundings.Out, body, signed, line, result.GetValue(json));
            return ExitCode.Done;
        });
        return command;
    }

    private static void Write(TextWriter output, EventBody body, SignedEvent signed, string? curl, bool json)
    {
        if (json)
        {
            var row = new SignedJson(body.Name, signed.Id, signed.Timestamp, signed.Signature, signed.Headers.ToDictionary(), curl);
            output.WriteLine(JsonSerializer.Serialize(row, ToolJson.Lines.SignedJson));
        }
        else if (curl is not null)
        {
            output.WriteLine(curl);
        }
        else
        {
            foreach (var (name, value) in signed.Headers)
                output.WriteLine($"{name}: {value}");
        }
    }

    // A folder of its own: a fixed path in a shared one could be somebody else's link
    private static string WriteToTemporaryFile(EventBody body)
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("spotnana-webhooks-").FullName, body.Name + ".json");
        File.WriteAllBytes(path, body.Bytes);
        return path;
    }
}
