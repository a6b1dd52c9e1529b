using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Spotnana.Webhooks.Cli.Inbox;
using Spotnana.Webhooks.Cli.Terminal;

namespace Spotnana.Webhooks.Cli.Commands.Inbox;

internal static class InboxStatsCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var server = new ManagementServer();
        var json = JsonOption.Create();
        var command = new Command("stats", "Count deliveries by state, what waits, how fast it moves, and each handler's share.");
        server.AddTo(command);
        command.Options.Add(json);
        command.SetAction(async (result, cancellationToken) =>
        {
            if (!server.TryConnect(result, surroundings, out var client, out var refusal))
                return refusal;
            using (client)
            {
                var stats = await client.CallAsync(HttpMethod.Get, ManagementClient.Path("stats"), [], cancellationToken);
                var handlers = stats.IsGood
                    ? await client.CallAsync(HttpMethod.Get, ManagementClient.Path("handlers"), [], cancellationToken)
                    : stats;
                if (!handlers.IsGood)
                    return surroundings.Fail(handlers.Error!);
                if (result.GetValue(json))
                    surroundings.Out.WriteLine(stats.Json.GetRawText());
                else
                    Write(surroundings.Out, stats.Json, [.. handlers.Json.List("handlers")]);
                return ExitCode.Done;
            }
        });
        return command;
    }

    private static void Write(TextWriter output, JsonElement stats, List<JsonElement> handlers)
    {
        output.WriteLine("deliveries");
        foreach (var state in (string[])["pending", "completed", "dead", "unhandled", "skipped", "discarded"])
            output.WriteLine($"  {state,-10} {stats.Part("deliveries").Number(state) ?? 0,12}");
        output.WriteLine($"backlog      {stats.Number("backlog") ?? 0,12}{Waiting(stats)}");
        output.WriteLine("per second, over the last minute");
        foreach (var rate in (string[])["received", "refused", "completed", "failed"])
            output.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"  {rate,-10} {stats.Part("rates").Fraction(rate) ?? 0,12:0.###}"));
        foreach (var subscription in stats.List("subscriptions"))
            output.WriteLine($"{subscription.Text("name")} was last heard {subscription.Time("lastAuthenticAt") ?? "never"}");
        if (handlers.Count == 0)
            return;

        var width = Math.Max("handler".Length, handlers.Max(handler => handler.Text("name")?.Length ?? 0));
        output.WriteLine();
        output.WriteLine($"{"handler".PadRight(width)} {"pending",9} {"dead",9}");
        foreach (var handler in handlers)
        {
            var notes = (handler.Flag("paused") ? "  paused" : "") + (handler.Flag("configured") ? "" : "  not configured")
                + Waiting(handler) + (handler.Number("discarded") is > 0 and var discarded ? $"  {discarded} discarded" : "");
            output.WriteLine(
                $"{(handler.Text("name") ?? "").PadRight(width)} {handler.Number("pending") ?? 0,9} "
                + $"{handler.Number("dead") ?? 0,9}{notes}");
            if (handler.Time("unavailableSince") is { } since)
            {
                output.WriteLine($"  cannot work since {since}, tries again {handler.Time("nextTryAt")}");
                output.WriteLine($"    {handler.Text("lastError")}");
            }
        }
    }

    private static string Waiting(JsonElement json) =>
        json.Fraction("oldestPendingSeconds") is { } seconds ? $"  oldest {Duration(TimeSpan.FromSeconds(Math.Min(seconds, 1e9)))}" : "";

    private static string Duration(TimeSpan time) => time switch
    {
        { TotalDays: >= 1 } => $"{(int)time.TotalDays} d {time.Hours} h",
        { TotalHours: >= 1 } => $"{time.Hours} h {time.Minutes} min",
        { TotalMinutes: >= 1 } => $"{time.Minutes} min {time.Seconds} s",
        _ => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s"),
    };
}
