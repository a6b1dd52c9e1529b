using Microsoft.Extensions.Options;
using Spotnana.Webhooks.Dispatch;
using Spotnana.Webhooks.Inbox.Hosting;
using Spotnana.Webhooks.Intake;
using Spotnana.Webhooks.Intake.Subscriptions;
using Spotnana.Webhooks.Receiver.Forwarding;
using Spotnana.Webhooks.Settings;

namespace Spotnana.Webhooks.Receiver;

/// <summary>
/// Refuses misspelt names of the product's sections, of <c>--settings</c> and of its variable, which nothing would read. Any other name may
/// be ASP.NET Core's or somebody else's, and passes.
/// </summary>
internal static class SectionNames
{
    // One slip, or two letters that changed places.
    private const int MostDifferences = 2;

    private static readonly string[] _sections =
    [
        SubscriptionsOptions.Section, IntakeOptions.Section, InboxOptions.Section, DispatchOptions.Section, RouteSettings.Section,
        "Management",
    ];

    /// <summary>Adds the check to those at start, so that what is wrong is reported with all else.</summary>
    public static void AddSectionNamesCheck(this IServiceCollection services, string[] args)
    {
        services.AddOptions<Checked>().ValidateOnStart();
        services.AddSingleton<IValidateOptions<Checked>>(provider => new Validator(provider.GetRequiredService<IConfiguration>(), args));
    }

    private static List<string> Errors(IConfiguration configuration, string[] args)
    {
        var all = configuration.GetChildren().ToList();
        // Read as the host reads them.
        var switches = new ConfigurationBuilder().AddCommandLine(args).Build().GetChildren().Select(section => section.Key).ToList();
        // In the environment much else stands that has no parts.
        var sections = all.Where(section => section.GetChildren().Any()).Select(section => section.Key)
            .Union(switches, StringComparer.OrdinalIgnoreCase);
        return
        [
            .. Misspelt(switches, "--", SettingsSources.Switch[2..]),
            .. Misspelt(sections, "", _sections),
            .. Misspelt(all.Select(section => section.Key), "", SettingsSources.Variable),
        ];
    }

    private static IEnumerable<string> Misspelt(IEnumerable<string> names, string prefix, params string[] known) =>
        from name in names
        where !known.Contains(name, StringComparer.OrdinalIgnoreCase)
        let meant = NearestKey.Among(name, known, MostDifferences)
        where meant is not null
        select $"{prefix}{name} is unknown. Did you mean {prefix}{meant}?";

    private sealed class Validator(IConfiguration configuration, string[] args) : IValidateOptions<Checked>
    {
        public ValidateOptionsResult Validate(string? name, Checked options) =>
            Errors(configuration, args) is { Count: > 0 } errors
                ? ValidateOptionsResult.Fail(errors)
                : ValidateOptionsResult.Success;
    }

    /// <summary>Nothing is bound to it: it stands for the check at start.</summary>
    private sealed class Checked;
}
