using System.Text.Json;
using Spotnana.Webhooks.Cli.Http;
using Spotnana.Webhooks.Cli.Terminal;

namespace Spotnana.Webhooks.Cli.Inbox;

/// <summary>The story of a subject for a reader: a line for each event, and below it what changed.</summary>
internal sealed class StoryView(Surroundings surroundings)
{
    private const string Indent = "    ";

    // On a terminal a value is shown so far; into a pipe it goes whole.
    private const int LongestValue = 48;

    private string? _subscription;

    /// <summary>Whether an answer had no changes in it, since the key lacks the right.</summary>
    public bool LacksChanges { get; private set; }

    public void Write(JsonElement delivery)
    {
        var output = surroundings.Out;
        if (_subscription is null && surroundings.OutIsTerminal)
            output.WriteLine("happened             known here           what");
        _subscription ??= delivery.Text("subscription");
        string?[] parts =
        [
            delivery.Time("occurredAt"), delivery.Time("receivedAt"), delivery.Event(),
            delivery.Number("version") is { } version ? $"v{version}" : null, delivery.State(), delivery.Flag("stale") ? "stale" : null,
            delivery.Text("subscription") is { } subscription && subscription != _subscription ? $"on {subscription}" : null,
            delivery.Text("id"),
        ];
        output.WriteLine(string.Join("  ", parts.OfType<string>()));
        if (delivery.Summary() is { } summary)
        {
            var room = surroundings.OutIsTerminal ? surroundings.Columns - Indent.Length : int.MaxValue;
            output.WriteLine(Indent + Printable.Line(summary, room));
        }

        switch (delivery.Part("changes").ValueKind)
        {
            case JsonValueKind.Undefined:
                LacksChanges = true;
                break;
            case JsonValueKind.Null:
                output.WriteLine($"{Indent}what changed is not known: a body is no longer kept");
                break;
        }

        foreach (var change in delivery.List("changes"))
            output.WriteLine($"{Indent}{change.Text("path")}  {Shown(change.Part("was"), change.Part("now"))}");
    }

    private string Shown(JsonElement was, JsonElement now) => (was.ValueKind, now.ValueKind) switch
    {
        (JsonValueKind.Undefined, _) => $"+ {Shown(now)}",
        (_, JsonValueKind.Undefined) => $"- {Shown(was)}",
        _ => $"{Shown(was)} → {Shown(now)}",
    };

    private string Shown(JsonElement value) => Printable.Line(value.GetRawText(), surroundings.OutIsTerminal ? LongestValue : int.MaxValue);
}
