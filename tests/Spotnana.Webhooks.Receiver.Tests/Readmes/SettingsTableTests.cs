using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Spotnana.Webhooks.Intake.Subscriptions;
using Spotnana.Webhooks.Receiver.Tests.Support;
using Spotnana.Webhooks.TestReadmes;
using Spotnana.Webhooks.TestSources;

namespace Spotnana.Webhooks.Receiver.Tests.Readmes;

/// <summary>The Receiver's README lists exactly the settings that exist, with their defaults and ranges.</summary>
public sealed partial class SettingsTableTests
{
    private const string AnySubscription = "Subscriptions:{name}";

    // Settings that the web server and the log read by themselves.
    private static readonly string[] _ofOthers =
    [
        "Kestrel:Endpoints:Webhooks:Url", "Kestrel:Endpoints:Webhooks:Certificate:Path", "Kestrel:Endpoints:Webhooks:Certificate:KeyPath",
        "Kestrel:Endpoints:Webhooks:Certificate:Password", "Kestrel:Endpoints:Management:Url", "ForwardedHeaders:KnownProxies",
        "Serilog:MinimumLevel:Default", "Serilog:MinimumLevel:Override:{category}",
    ];

    // Settings whose default is not in the class but in appsettings.json, or in the code that binds it.
    private static readonly string[] _defaultsElsewhere = ["Inbox:Engine", $"{AnySubscription}:Path", $"{AnySubscription}:ApiVersions"];

    private static readonly IReadOnlyList<Row> _table =
    [
        .. Readme.Read(Readme.Receiver).Rows("setting")
            .Select(cells => new Row(cells[0].Trim('`'), Quoted(cells[1]).FirstOrDefault(""), [.. Quoted(cells[2])])),
    ];

    public static TheoryData<string> Ranged =>
        [.. OptionsClasses.Settings.Where(setting => setting.HasRange).Select(setting => setting.Key)];

    [Fact]
    public void Every_setting_is_in_the_table_and_nothing_else()
    {
        var settings = OptionsClasses.Settings.Select(setting => setting.Key).Concat(_ofOthers);

        Assert.Equal(settings.Order(StringComparer.Ordinal), _table.Select(row => row.Key).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_options_class_belongs_to_a_section() => Assert.Empty(OptionsClasses.WithoutSection);

    [Fact]
    public void Each_default_is_that_of_the_class()
    {
        var wrong = OptionsClasses.Settings.ExceptBy(_defaultsElsewhere, setting => setting.Key)
            .Select(setting => (setting.Key, setting.Default, Row: RowOf(setting.Key)))
            .Where(setting => setting.Row.Default != setting.Default)
            .Select(setting => $"{setting.Key} is {setting.Default} in the class and {setting.Row.Default} in the table");

        Assert.Empty(wrong);
    }

    [Fact]
    public void Each_setting_of_the_shipped_appsettings_json_is_in_the_table_with_its_value()
    {
        var file = File.ReadAllBytes(Path.Combine(Repository.Root, "appsettings.json"));
        var shipped = Flatten(JsonDocument.Parse(file).RootElement, "")
            .Where(setting => !setting.Key.StartsWith("Serilog:MinimumLevel:Override:", StringComparison.Ordinal)).ToList();

        Assert.True(shipped.Count > 20, $"Only {shipped.Count} settings were read.");
        Assert.All(shipped, setting => Assert.Equal(setting.Value, RowOf(setting.Key).Default));
    }

    [Fact]
    public void A_subscription_that_says_nothing_gets_the_defaults_of_the_table()
    {
        // The binder makes nothing of an empty section.
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new($"{AnySubscription}:RequireApiVersion", "true")]).Build();
        var services = new ServiceCollection().AddSingleton<IConfiguration>(configuration);
        services.AddSpotnanaWebhooks();
        var options = new SubscriptionsOptions();
        foreach (var setup in services.BuildServiceProvider().GetServices<IConfigureOptions<SubscriptionsOptions>>())
            setup.Configure(options);

        var (name, subscription) = Assert.Single(options.Subscriptions);

        Assert.Equal(RowOf($"{AnySubscription}:Path").Default, subscription.PathOf(name));
        Assert.Equal(RowOf($"{AnySubscription}:ApiVersions").Default, JsonSerializer.Serialize(subscription.ApiVersions));
    }

    [Theory]
    [MemberData(nameof(Ranged))]
    public void Each_range_is_the_one_that_the_start_checks(string key)
    {
        var real = key.Replace("{name}", "expenses", StringComparison.Ordinal);
        var isTime = OptionsClasses.Settings.Single(setting => setting.Key == key).Type == typeof(TimeSpan);
        using var receiver = new RunningReceiver(new()
        {
            [real] = isTime ? "-00:00:01" : "-1",
            ["Routes:expenses:Forward:Url"] = "http://127.0.0.1:1/hooks",
        });

        var failure = Assert.ThrowsAny<Exception>(receiver.Start).ToString();

        // There is one for each reader of the section.
        var check = Range().Matches(failure).First(match => match.Groups["key"].Value == real);
        AssertBound(RowOf(key).Range[0], check.Groups["least"].Value);
        AssertBound(RowOf(key).Range[1], check.Groups["most"].Value);

        void AssertBound(string written, string real)
        {
            // Another setting's key: the bound is its value.
            if (_table.All(row => row.Key != written))
                Assert.Equal(Number(real), Number(written));
        }

        IConvertible Number(string text) =>
            isTime ? TimeSpan.Parse(text, CultureInfo.InvariantCulture).Ticks : long.Parse(text, CultureInfo.InvariantCulture);
    }

    private static Row RowOf(string key) =>
        _table.SingleOrDefault(row => row.Key == key) ?? throw new Xunit.Sdk.XunitException($"{key} is not in the table.");

    private static IEnumerable<string> Quoted(string cell) => Quote().Matches(cell).Select(match => match.Groups[1].Value);

    // Empty objects are places for names that the operator chooses.
    private static IEnumerable<(string Key, string Value)> Flatten(JsonElement element, string key) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject()
            .SelectMany(property => Flatten(property.Value, key.Length == 0 ? property.Name : $"{key}:{property.Name}")),
        JsonValueKind.String => [(key, element.GetString()!)],
        _ => [(key, element.GetRawText())],
    };

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Quote();

    [GeneratedRegex(@"(?<key>\S+) is \S+\. Set it between (?<least>\S+) and (?<most>[0-9.:]*[0-9])")]
    private static partial Regex Range();

    /// <summary>The first thing in the cell of defaults that is written as code, and the bounds in the cell of ranges.</summary>
    private sealed record Row(string Key, string Default, string[] Range);
}
