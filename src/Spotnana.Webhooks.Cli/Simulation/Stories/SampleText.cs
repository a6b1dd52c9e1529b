using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Spotnana.Webhooks.Contract;
using Spotnana.Webhooks.Testing;

namespace Spotnana.Webhooks.Cli.Simulation.Stories;

/// <summary>
/// A sample's text, cut at everything that names a person, a thing or a day, so that the same event can be told of others.
/// </summary>
internal sealed partial class SampleText
{
    private static readonly Dictionary<string, Lazy<SampleText>> _all =
        WebhookSample.Names.ToDictionary(name => name, name => new Lazy<SampleText>(() => new SampleText(WebhookSample.Get(name))));

    private readonly string _text;
    private readonly Match[] _names;

    private SampleText(WebhookSample sample)
    {
        Envelope = sample.Envelope!;
        _text = Encoding.UTF8.GetString(sample.Body.Span);
        _names = [.. NamesIn().Matches(_text).Cast<Match>()];
    }

    public Envelope Envelope { get; }

    public static SampleText Of(string name) => _all[name].Value;

    /// <summary>The envelope with other names in it.</summary>
    public JsonObject With(StoryNames names)
    {
        var text = new StringBuilder(_text.Length + 256);
        var from = 0;
        foreach (var name in _names)
        {
            text.Append(_text, from, name.Index - from).Append(names[name.Value]);
            from = name.Index + name.Length;
        }

        return JsonNode.Parse(text.Append(_text, from, _text.Length - from).ToString())!.AsObject();
    }

    // UUIDs, days, tickets (air and rail), invoices, bookings and trip, locators, confirmations, persons, the organization's name
    [GeneratedRegex(
        "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|202[67]-[01][0-9]-[0-3][0-9]"
        + "|016748[0-9]{7}|DBX[0-9]{8}|(?:INV|CN)-2026-[0-9]{6}"
        + "|6104417720|6104418001|6104420916|6104418055|7215330468|7215330991|8830174625|9047716238|4823019957"
        + "|EXA7QW|EXB3PT|EXV5NB|EXC9SP|EXH2LM|EXH8RB|EXK3CR|EXR4K7|EXR4M2|88114203|88120977|K2047715DE1"
        + @"|avery\.example|AVERY\.EXAMPLE|Avery|jordan\.sample|Jordan|E-10442|E-10877|Example Manufacturing")]
    private static partial Regex NamesIn();
}
