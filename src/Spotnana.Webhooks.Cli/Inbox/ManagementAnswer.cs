using System.Net;
using System.Text.Json;

namespace Spotnana.Webhooks.Cli.Inbox;

/// <summary>An answer of the management listener: its JSON where all is well, else the error.</summary>
internal sealed record ManagementAnswer(HttpStatusCode? Status, JsonElement Json, string? Error)
{
    public bool IsGood => Error is null;
}
