using System.Globalization;

namespace Spotnana.Webhooks.Cli.Inbox;

/// <summary>Finds and gives up what certifying a service has left in its inbox.</summary>
internal static class CertifiedDeliveries
{
    private const int LargestPage = 1000;

    private static readonly string[] _states = ["dead", "pending"];

    /// <summary>Gives them up, whatever they are dead for; what was given up already is left.</summary>
    /// <param name="client">Asks the service.</param>
    /// <param name="isOwn">Whether a delivery's id says that it comes of certifying.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>How many deliveries were given up, and what went wrong. Null: nothing.</returns>
    public static async Task<(int Discarded, string? Error)> DiscardAsync(
        ManagementClient client, Predicate<string> isOwn, CancellationToken cancellationToken)
    {
        var discarded = 0;
        foreach (var state in _states)
        {
            string? next = null;
            do
            {
                List<(string, string)> page = [("state", state), ("limit", LargestPage.ToString(CultureInfo.InvariantCulture))];
                if (next is not null)
                    page.Add(("cursor", next));
                var answer = await client.CallAsync(HttpMethod.Get, ManagementClient.Path("deliveries"), page, cancellationToken);
                if (!answer.IsGood)
                    return (discarded, answer.Error);
                foreach (var delivery in answer.Json.List("deliveries"))
                {
                    if (delivery.Text("id") is not { } id || !isOwn(id)
                        || delivery.Text("reason") == "discarded")
                    {
                        continue;
                    }

                    var done = await client.CallAsync(
                        HttpMethod.Post, ManagementClient.Path("deliveries", id, "discard"),
                        [
                            ("subscription", delivery.Text("subscription") ?? ""),
                            ("copy", (delivery.Number("copy") ?? 0).ToString(CultureInfo.InvariantCulture)),
                        ],
                        cancellationToken);
                    if (!done.IsGood)
                        return (discarded, done.Error);
                    discarded += done.Json.Number("discarded") > 0 ? 1 : 0;
                }

                next = answer.Json.Text("next");
            }
            while (next is not null);
        }

        return (discarded, null);
    }
}
