using System.CommandLine;
using Spotnana.Webhooks.Cli.Events;
using Spotnana.Webhooks.Cli.Http;
using Spotnana.Webhooks.Cli.Secrets;
using Spotnana.Webhooks.Cli.Terminal;
using Spotnana.Webhooks.Testing;

namespace Spotnana.Webhooks.Cli.Commands;

internal static class SendCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var sources = new Argument<string[]>("SAMPLE|FILE") { Description = EventBody.Help, Arity = ArgumentArity.ZeroOrMore };
        var all = new Option<bool>("--all") { Description = "Send every sample, the oldest event first." };
        var url = new Option<string>("--url")
        {
            Description = "Where to send it.",
            HelpName = "URL",
            DefaultValueFactory = _ => WebhookUrl.Default,
        };
        var secret = new Option<string?>(SecretChoice.Option)
        {
            Description = $"The secret that signs. Default: {SecretChoice.Variable}, else, on this machine, the sandbox secret.",
            HelpName = "whsec_…",
        };
        var id = new Option<string?>("--id") { Description = "The delivery's id. Default: a fresh one for each.", HelpName = "ID" };
        var repeat = new Option<int>("--repeat")
        {
            Description = "How often to send the same request. From the second on it is a duplicate.",
            HelpName = "N",
            DefaultValueFactory = _ => 1,
        };
        repeat.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out var times) && times < 1)
                result.AddError("--repeat takes a number from 1 on.");
        });
        var json = JsonOption.Create();
        var command = new Command("send", "Sign events as Spotnana does and post them. Exit code 0 when every answer was 200.")
        {
            sources, all, url, secret, id, repeat, json,
        };
        command.SetAction(async (result, cancellationToken) =>
        {
            if (!WebhookUrl.TryParse("--url", result.GetRequiredValue(url), out var target, out var error)
                || !SecretChoice.TryChoose(result.GetValue(secret), target, surroundings.Environment, out var choice, out error)
                || !TryOpenAll(result.GetValue(sources) ?? [], result.GetValue(all), surroundings, out var bodies, out error))
            {
                return surroundings.RefuseUsage(error);
            }

            if (result.GetValue(id) is not null && bodies.Count > 1)
                return surroundings.RefuseUsage("--id names one delivery: send one event with it.");
            var run = new SendRun(surroundings, target, choice, result.GetValue(json));
            return await run.RunAsync(bodies, result.GetValue(id), result.GetValue(repeat), cancellationToken);
        });
        return command;
    }

    private static bool TryOpenAll(
        string[] sources, bool all, Surroundings surroundings, out IReadOnlyList<EventBody> bodies, out string error)
    {
        bodies = [];
        error = "";
        if (all && sources.Length > 0)
            error = "Name events or say --all, not both.";
        else if (!all && sources.Length == 0)
            error = $"Name a sample or a file, or say --all.\nAll samples: {Surroundings.ToolName} samples list";
        if (error.Length > 0)
            return false;
        if (all)
        {
            bodies = [.. WebhookSample.Names.Select(WebhookSample.Get).OrderBy(sample => sample.Envelope!.OccurredAt).Select(EventBody.Of)];
            return true;
        }

        var opened = new List<EventBody>();
        foreach (var source in sources)
        {
            if (!EventBody.TryOpen(source, surroundings, out var body, out var wrong))
            {
                error = wrong;
                return false;
            }

            opened.Add(body);
        }

        bodies = opened;
        return true;
    }
}
