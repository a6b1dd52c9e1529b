using System.Text.Json;
using Spotnana.Webhooks.Inbox.Management;
using Spotnana.Webhooks.Inbox.Stories;
using Spotnana.Webhooks.Payloads.Changes;

namespace Spotnana.Webhooks.Management.Api;

/// <summary>Compares the snapshots of a story, one after the other.</summary>
internal sealed class SnapshotChanges(IInboxQuery inbox)
{
    // Of each series of snapshots the last one that was read. Null: its body is gone.
    private readonly Dictionary<long, JsonElement?> _last = [];

    /// <summary>How many bytes were read so far.</summary>
    public long Bytes { get; private set; }

    /// <summary>Call it in the order of the story. The first snapshot has no changes.</summary>
    public async Task<ChangesJson> OfAsync(StoryEntry entry, CancellationToken cancellationToken)
    {
        var before = entry.Previous is { } previous
            ? _last.Remove(previous, out var known) ? known : await ReadAsync(previous, cancellationToken)
            : null;
        var payload = await ReadAsync(entry.Event.Sequence, cancellationToken);
        _last[entry.Event.Sequence] = payload;
        if (entry.Previous is null)
            return new ChangesJson(payload is null ? null : []);
        return new ChangesJson(before is { } older && payload is { } newer
            ? [.. SnapshotDiff.Between(older, newer).Select(FieldChangeJson.Of)]
            : null);
    }

    private async Task<JsonElement?> ReadAsync(long sequence, CancellationToken cancellationToken)
    {
        try
        {
            var body = (await inbox.ReadPayloadAsync(sequence, cancellationToken)).Body;
            Bytes += body.Length;
            return SnapshotPayload.TryRead(body, out var payload) ? payload : null;
        }
        catch (InvalidDataException)
        {
            return null; // one damaged body does not hide the rest of the story
        }
    }
}
