using System.Text.Json;
using Spotnana.Webhooks.Inbox.Hosting;

namespace Spotnana.Webhooks.Management.Api;

/// <summary>How far the encryption of the inbox with its first key has come.</summary>
/// <param name="State">idle, running, done or failed.</param>
/// <param name="KeyId">The id of the key.</param>
/// <param name="Bodies">Bodies that were encrypted with it.</param>
/// <param name="Errors">Error texts of attempts that were.</param>
/// <param name="HashKeys">Hash keys that were.</param>
/// <param name="MissingKey">What was left alone because its key is missing.</param>
/// <param name="Damaged">What was left alone because it is damaged.</param>
/// <param name="Error">Why it failed; or what is wrong with one of those.</param>
internal sealed record RekeyJson(
    string State, string? KeyId, long Bodies, long Errors, long HashKeys, long MissingKey, long Damaged, string? Error)
{
    public static RekeyJson Of(RekeyProgress progress) => new(
        JsonNamingPolicy.CamelCase.ConvertName(progress.State.ToString()), progress.KeyId, progress.Totals.Bodies, progress.Totals.Errors,
        progress.Totals.HashKeys, progress.Totals.MissingKey, progress.Totals.Damaged, progress.Failure ?? progress.Totals.Example);
}
