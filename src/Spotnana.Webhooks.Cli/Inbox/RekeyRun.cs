using Spotnana.Webhooks.Cli.Inbox.Transfer;
using Spotnana.Webhooks.Cli.Json;
using Spotnana.Webhooks.Cli.Terminal;
using Spotnana.Webhooks.Inbox.Keeping;

namespace Spotnana.Webhooks.Cli.Inbox;

/// <summary>Encrypts an inbox with its first key: has its service do that, or does it itself.</summary>
internal sealed class RekeyRun(Surroundings surroundings)
{
    // Beside the replicas of a PostgreSQL inbox, as a service does.
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(500);

    /// <summary>Does it itself.</summary>
    /// <param name="chosen">An inbox with keys.</param>
    /// <param name="cancellationToken">Stops it. What was done stays done.</param>
    /// <returns>Null: another process owns the inbox.</returns>
    public async Task<RekeyedJson?> TryRunAsync(ChosenInbox chosen, CancellationToken cancellationToken)
    {
        await using var inbox = chosen.Create();
        if (!await inbox.TryOpenAsync(cancellationToken))
            return null;

        var progress = new TransferProgress(surroundings, "Encrypting");
        try
        {
            var totals = await Rekeying.RunAsync(
                inbox, chosen.Keys, chosen.Engine == "Sqlite" ? TimeSpan.Zero : _pause, surroundings.Clock,
                soFar => progress.Add((int)(soFar.Bodies - progress.Count)), cancellationToken);
            return new RekeyedJson(
                chosen.Keys.First!.Id, totals.Bodies, totals.Errors, totals.HashKeys, totals.MissingKey, totals.Damaged, totals.Example);
        }
        finally
        {
            progress.End();
        }
    }

    /// <summary>Has a service do it, and waits until it is done.</summary>
    /// <returns>What it did, or what is wrong.</returns>
    public async Task<(RekeyedJson? Done, string? Error)> AskAsync(ManagementClient client, CancellationToken cancellationToken)
    {
        var path = ManagementClient.Path("rekey");
        var progress = new TransferProgress(surroundings, "Encrypting");
        try
        {
            for (var answer = await client.CallAsync(HttpMethod.Post, path, [], cancellationToken);
                ;
                answer = await client.CallAsync(HttpMethod.Get, path, [], cancellationToken))
            {
                if (!answer.IsGood)
                    return (null, answer.Error);
                var (json, bodies) = (answer.Json, answer.Json.Number("bodies") ?? 0);
                progress.Add((int)(bodies - progress.Count));
                switch (json.Text("state"))
                {
                    case "done":
                        var done = new RekeyedJson(
                            json.Text("keyId"), bodies, json.Number("errors") ?? 0, json.Number("hashKeys") ?? 0,
                            json.Number("missingKey") ?? 0, json.Number("damaged") ?? 0, json.Text("error"));
                        return (done, null);
                    case "failed":
                        return (null, json.Text("error"));
                    case "idle":
                        return (null, "The service was started anew meanwhile, or is several: ask again. What was done stays done.");
                }

                await Task.Delay(_look, surroundings.Clock, cancellationToken);
            }
        }
        finally
        {
            progress.End();
        }
    }
}
