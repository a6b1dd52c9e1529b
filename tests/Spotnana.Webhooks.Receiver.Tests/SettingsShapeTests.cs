using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Receiver.Tests.Readmes;
using Spotnana.Webhooks.Receiver.Tests.Support;
using Spotnana.Webhooks.TestReadmes;
using Spotnana.Webhooks.TestSources;

namespace Spotnana.Webhooks.Receiver.Tests;

/// <summary>
/// A walk over every setting of every options class: an unknown neighbour, a value of another shape, and what does not convert stop the
/// start with a line that names the key and says how to fix it.
/// </summary>
public sealed partial class SettingsShapeTests
{
    private static readonly Dictionary<string, Type> _settings =
        OptionsClasses.Settings.ToDictionary(setting => Named(setting.Key), setting => setting.Type);

    public static TheoryData<string> Settings => [.. _settings.Keys];

    public static TheoryData<string> Times => OfType(typeof(TimeSpan));

    public static TheoryData<string> Numbers => OfType(typeof(int), typeof(long));

    public static TheoryData<string> Flags => OfType(typeof(bool));

    public static TheoryData<string> Lists => OfType(typeof(IList<string>));

    public static TheoryData<string> Maps => OfType(typeof(IDictionary<string, string>));

    public static TheoryData<string> SingleValues =>
        OfType(typeof(string), typeof(TimeSpan), typeof(int), typeof(long), typeof(bool));

    /// <summary>Sections and the objects in them, with a name in place of each <c>{name}</c>.</summary>
    public static TheoryData<string> Objects => [.. AllObjects()];

    /// <summary>Those of the objects whose own name is no choice of the operator.</summary>
    public static TheoryData<string> SubSections =>
        [.. AllObjects().Where(key => key.Contains(':', StringComparison.Ordinal) && !key.EndsWith(":expenses", StringComparison.Ordinal))];

    [Fact]
    public void Every_setting_has_a_type_that_this_walk_knows() =>
        Assert.Equal(_settings.Count, SingleValues.Count + Lists.Count + Maps.Count);

    [Theory]
    [MemberData(nameof(Settings))]
    public void A_setting_passes_in_its_own_shape_and_in_any_case(string key)
    {
        var setting = RightValue(key);

        Assert.DoesNotContain(StartCheck.Errors(setting), IsAboutShape);
        Assert.DoesNotContain(StartCheck.Errors((setting.Key.ToUpperInvariant(), setting.Value)), IsAboutShape);
    }

    [Theory]
    [MemberData(nameof(Settings))]
    [MemberData(nameof(SubSections))]
    public void An_unknown_neighbour_stops_the_start_and_names_the_right_one(string key)
    {
        AssertRefused($"{key}x is unknown. Did you mean {key}?", ($"{key}x", "5"));
        AssertRefused($"{key}x is unknown. Did you mean {key}?", ($"{key}x:0", "5"));
        AssertRefused($"{key}x is unknown. Did you mean {key}?", ($"{key}x:Deeper:Still", "5"));
    }

    [Theory]
    [MemberData(nameof(SingleValues))]
    public void A_list_or_an_object_in_place_of_a_single_value_stops_the_start(string key)
    {
        AssertRefused($"{key} is a list or an object, where a single value belongs. {Spelled(key)}", ($"{key}:0", "5"));
        AssertRefused($"{key} is a list or an object, where a single value belongs. {Spelled(key)}", ($"{key}:Value", "5"));
    }

    [Theory]
    [MemberData(nameof(Lists))]
    public void Anything_in_place_of_a_list_stops_the_start(string key)
    {
        AssertRefused($"{key} is a single value, where a list belongs. {Spelled(key)}", (key, "a"));
        AssertRefused($"{key} is a single value, where a list belongs. {Spelled(key)}", (key, "[\"a\"]"));
        AssertRefused($"{key} is an object, where a list belongs. {Spelled(key)}", ($"{key}:first", "a"));
        AssertRefused($"{key}:0 is a list or an object, where a single value belongs. {Spelled(key)}", ($"{key}:0:Id", "a"));
    }

    [Theory]
    [MemberData(nameof(Maps))]
    public void Anything_in_place_of_a_map_stops_the_start(string key)
    {
        AssertRefused($"{key} is a single value, where an object belongs. {Spelled(key)}", (key, "X-Key: a"));
        AssertRefused($"{key}:X-Key is a list or an object, where a single value belongs.", ($"{key}:X-Key:0", "a"));
    }

    [Theory]
    [MemberData(nameof(Objects))]
    public void A_single_value_or_a_list_in_place_of_an_object_stops_the_start(string key)
    {
        AssertRefused($"{key} is a single value, where an object belongs. {Spelled(key)}", (key, "a"));

        // Under a map the number is a name.
        var isMap = _settings.Keys.Any(setting => setting.StartsWith($"{key}:expenses", StringComparison.Ordinal));
        AssertRefused(
            isMap ? $"{key}:0 is a single value, where an object belongs." : $"{key} is a list, where an object belongs. {Spelled(key)}",
            ($"{key}:0", "a"));
    }

    [Theory]
    [MemberData(nameof(Lists))]
    [MemberData(nameof(Maps))]
    [MemberData(nameof(Objects))]
    public void An_empty_list_or_object_passes(string key)
    {
        Assert.DoesNotContain(StartCheck.Errors((key, "")), IsAboutShape);
        Assert.DoesNotContain(StartCheck.Errors((key, null)), IsAboutShape);
    }

    [Theory]
    [MemberData(nameof(Times))]
    public void A_time_that_NET_reads_otherwise_than_it_looks_stops_the_start(string key)
    {
        AssertRefused($"{key} is '24:00:00', with hours above 23. Write 1.00:00:00 (days.hours:minutes:seconds).", (key, "24:00:00"));
        AssertRefused($"{key} is '00:90:00', with minutes above 59. Write 01:30:00 (days.hours:minutes:seconds).", (key, "00:90:00"));
        AssertRefused($"{key} is 'soon'. Write a time as days.hours:minutes:seconds, such as 00:00:30.", (key, "soon"));
    }

    [Theory]
    [MemberData(nameof(Numbers))]
    public void What_is_no_number_stops_the_start(string key)
    {
        AssertRefused($"{key} is 'many'. Set it to a whole number of at most ", (key, "many"));
        AssertRefused($"{key} is '99999999999999999999'. Set it to a whole number of at most ", (key, "99999999999999999999"));
    }

    [Theory]
    [MemberData(nameof(Times))]
    public void A_time_out_of_range_stops_the_start(string key)
    {
        AssertRefused($"{key} is -00:00:01. ", (key, "-00:00:01"));
        AssertRefused($"{key} is 3650000.00:00:00", (key, "3650000.00:00:00"));
    }

    [Theory]
    [MemberData(nameof(Numbers))]
    public void A_number_out_of_range_stops_the_start(string key)
    {
        var most = _settings[key] == typeof(int) ? $"{int.MaxValue}" : $"{long.MaxValue}";

        AssertRefused($"{key} is -1. ", (key, "-1"));
        AssertRefused($"{key} is {most}. ", (key, most));
    }

    [Theory]
    [MemberData(nameof(Flags))]
    public void What_is_neither_true_nor_false_stops_the_start(string key) =>
        AssertRefused($"{key} is 'yes'. Set it to true or false.", (key, "yes"));

    [Fact]
    public void A_key_that_stands_too_high_is_told_its_place() =>
        AssertRefused("Routes:acme:Url is unknown. Did you mean Routes:acme:Forward:Url?", ("Routes:acme:Url", "https://user:hunter2@x/"));

    [Theory]
    [InlineData("Inbox:Passphrase", "Inbox:Passphrase is unknown. Remove it, or use one of those that Inbox has: Engine, ")]
    [InlineData("Subscriptions:spotnana:OAuth:Secret", "Subscriptions:spotnana:OAuth:Secret is unknown. ")]
    [InlineData("Subscriptions:spotnana", "Subscriptions:spotnana is a single value, where an object belongs. ")]
    [InlineData("Routes:acme:Forward:SecretFiles:0", "Did you mean Routes:acme:Forward:SecretFile?")]
    [InlineData("Routes:acme:Organizations",
        "Write \"Organizations\": [\"…\"] in JSON, Routes__acme__Organizations__0=… in the environment.")]
    [InlineData("Inbox:Retention",
        "Write \"Retention\": { \"Payloads\": \"…\" } in JSON, Inbox__Retention__Payloads=… in the environment.")]
    [InlineData("Management:Keys",
        "Write \"Keys\": { \"<name>\": { \"Key\": \"…\" } } in JSON, Management__Keys__<name>__Key=… in the environment.")]
    public void A_value_that_may_be_secret_is_never_shown(string key, string expected)
    {
        AssertRefused(expected, (key, "hunter2"));
        Assert.DoesNotContain(StartCheck.Errors((key, "hunter2")), error => error.Contains("hunter2", StringComparison.Ordinal));
    }

    [Fact]
    public void Everything_wrong_in_one_section_comes_together()
    {
        var errors = StartCheck.Errors(("Intake:MaxBodyByte", "1"), ("Intake:QueueCapacity", "0"), ("Intake:DrainDelay", "24:00:00"));

        Assert.Contains(errors, error => error.StartsWith("Intake:MaxBodyByte is unknown. ", StringComparison.Ordinal));
        Assert.Contains(errors, error => error.StartsWith("Intake:QueueCapacity is 0. ", StringComparison.Ordinal));
        Assert.Contains(errors, error => error.StartsWith("Intake:DrainDelay is '24:00:00', ", StringComparison.Ordinal));
    }

    [Fact]
    public void Sections_of_engines_that_are_not_in_the_application_pass_and_so_do_those_of_its_own()
    {
        var errors = StartCheck.Errors(
            source => source.AddInMemoryCollection([
                new("Inbox:Engine", "Mine"), new("Inbox:PostgreSql:Future", "1"), new("Inbox:Sqlite:Future", "1"),
                new("Inbox:mine:Any", "1")]),
            addEngines: webhooks => webhooks.AddInboxEngine(new InboxEngine("Mine", _ => throw new NotSupportedException())));

        Assert.DoesNotContain(errors, IsAboutShape);
    }

    [Fact]
    public void The_shipped_settings_pass()
    {
        var errors = StartCheck.Errors(
            source => source.AddJsonFile(Path.Combine(Repository.Root, "appsettings.json"))
                .AddJsonFile(Path.Combine(Repository.Root, "src/Spotnana.Webhooks.Receiver/appsettings.Development.json")),
            environment: "Development");

        Assert.Empty(errors);
    }

    [Fact]
    public void The_settings_of_the_Kubernetes_sample_pass()
    {
        var sample = Readme.Read(Readme.Receiver).BlockAfter("### Kubernetes", "yaml");
        var variables = Variable().Matches(sample)
            .Select(match => (Key: match.Groups[1].Value.Replace("__", ":", StringComparison.Ordinal), (string?)match.Groups[2].Value))
            .ToArray();

        Assert.True(variables.Length >= 5, $"Only {variables.Length} variables were read.");
        Assert.All(StartCheck.Errors(variables), error => Assert.Contains("cannot be read: there is no such file", error));
    }

    private static void AssertRefused(string expected, params (string Key, string? Value)[] settings) =>
        Assert.Contains(StartCheck.Errors(settings), error => error.Contains(expected, StringComparison.Ordinal));

    private static bool IsAboutShape(string error) =>
        error.Contains(" is unknown. ", StringComparison.Ordinal) || error.Contains(" belongs. ", StringComparison.Ordinal);

    /// <summary>How the sentence about the right spelling begins.</summary>
    private static string Spelled(string key) => $"Write \"{key.Split(':')[^1]}\": ";

    private static (string Key, string? Value) RightValue(string key) => _settings[key] switch
    {
        var type when type == typeof(TimeSpan) => (key, "00:00:10"),
        var type when type == typeof(bool) => (key, "true"),
        var type when type == typeof(IList<string>) => ($"{key}:0", "a"),
        var type when type == typeof(IDictionary<string, string>) => ($"{key}:X-Key", "a"),
        _ => (key, "5"),
    };

    private static TheoryData<string> OfType(params Type[] types) =>
        [.. _settings.Where(setting => types.Contains(setting.Value)).Select(setting => setting.Key)];

    private static IEnumerable<string> AllObjects() => _settings.Keys
        .SelectMany(key => key.Select((c, i) => (c, i)).Where(at => at.c == ':').Select(at => key[..at.i])).Distinct();

    private static string Named(string key) => key.Replace("{name}", "expenses", StringComparison.Ordinal);

    [GeneratedRegex("""\{ name: (\w+__\w+), value: "?([^"}]+?)"? \}""")]
    private static partial Regex Variable();
}
