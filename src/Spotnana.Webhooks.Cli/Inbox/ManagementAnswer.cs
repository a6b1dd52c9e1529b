using System.Net;
using System.Text.Json;

namespace Spotnana.Webhooks.Cli.Inbox;

/// <summary>What the management listener answered: its JSON where all is well, else why not.</summary>
internal sealed record ManagementAnswer(HttpStatusCode? Status, JsonElement Json, string? Error)
{
    public bool IsGood => Error is null;
}
