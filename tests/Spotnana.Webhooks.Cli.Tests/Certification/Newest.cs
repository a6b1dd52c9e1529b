using System.Text.Json.Nodes;

namespace Spotnana.Webhooks.Cli.Tests.Certification;

/// <summary>Takes no state of a booking that is older than the newest it has seen, by an order that it is given.</summary>
internal sealed class Newest(Func<JsonNode, string> orderOf)
{
    private readonly Dictionary<string, string> _newest = [];

    public bool Takes(string body)
    {
        if (!body.StartsWith('{'))
            return true;
        var payload = JsonNode.Parse(body)!["payload"]!;
        var (booking, order) = (payload["pnrId"]!.GetValue<string>(), orderOf(payload));
        lock (_newest)
        {
            if (string.CompareOrdinal(order, _newest.GetValueOrDefault(booking)) < 0)
                return false;
            _newest[booking] = order;
            return true;
        }
    }
}
