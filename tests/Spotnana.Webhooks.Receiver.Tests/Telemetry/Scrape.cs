using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Spotnana.Webhooks.Receiver.Tests.Support;

namespace Spotnana.Webhooks.Receiver.Tests.Telemetry;

/// <summary>The text of <c>/metrics</c>, read as Prometheus would.</summary>
internal sealed partial class Scrape
{
    private readonly List<Sample> _samples = [];

    private Scrape(string text)
    {
        Text = text;
        foreach (var line in text.Split('\n').Where(line => line.Length > 0 && line[0] != '#'))
        {
            var match = Line().Match(line);
            Assert.True(match.Success, line);
            var labels = Label()
                .Matches(match.Groups["labels"].Value)
                .ToDictionary(label => label.Groups[1].Value, label => label.Groups[2].Value);
            _samples.Add(
                new Sample(match.Groups["name"].Value, labels, double.Parse(match.Groups["value"].Value, CultureInfo.InvariantCulture)));
        }
    }

    public string Text { get; }

    public IEnumerable<string> Names => _samples.Select(sample => sample.Name).Distinct();

    public static async Task<Scrape> OfAsync(RunningReceiver receiver) =>
        new(await receiver.Management.GetStringAsync(new Uri("/metrics", UriKind.Relative)));

    /// <summary>Scrapes until a condition holds.</summary>
    public static Task<Scrape> UntilAsync(
        RunningReceiver receiver, Func<Scrape, bool> condition, [CallerArgumentExpression(nameof(condition))] string source = "") =>
        Wait.ForAsync(() => OfAsync(receiver), condition, source);

    public override string ToString() => Text;

    /// <summary>The one value of a metric with these labels; null where there is none.</summary>
    public double? Value(string name, params (string Name, string Value)[] labels) =>
        _samples.SingleOrDefault(
            sample => sample.Name == name && labels.All(label => sample.Labels.GetValueOrDefault(label.Name) == label.Value))?.Value;

    /// <summary>All values of a metric by the named labels, in their order.</summary>
    public SortedDictionary<string, double> By(string name, params string[] labels) =>
        new(
            _samples
                .Where(sample => sample.Name == name)
                .ToDictionary(sample => string.Join(' ', labels.Select(label => sample.Labels[label])), sample => sample.Value),
            StringComparer.Ordinal);

    [GeneratedRegex(@"^(?<name>[a-z_]+)(\{(?<labels>[^}]*)\})? (?<value>\S+)$")]
    private static partial Regex Line();

    [GeneratedRegex("""([a-z_]+)="([^"]*)""")]
    private static partial Regex Label();

    private sealed record Sample(string Name, Dictionary<string, string> Labels, double Value);
}
