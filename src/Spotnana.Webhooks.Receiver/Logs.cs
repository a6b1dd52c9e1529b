using System.Diagnostics.CodeAnalysis;
using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Spotnana.Webhooks.Receiver.Logging;

namespace Spotnana.Webhooks.Receiver;

internal static class Logs
{
    private const string Section = "Serilog";
    private const string MinimumLevel = $"{Section}:MinimumLevel";
    private const string ReadableLine = "{Timestamp:HH:mm:ss} {Level:u3} {Message:lj}{NewLine}{Exception}";

    /// <summary>
    /// Logs to standard output: compact JSON, or readable lines in Development. Levels come from <c>Serilog:MinimumLevel</c>.
    /// </summary>
    public static void AddLogs(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<Checked>().ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<Checked>, Validator>();
        builder.Services.AddSingleton(services => LogLines.ToStandardOutput(
            services.GetRequiredService<TimeProvider>(), services.GetRequiredService<IMeterFactory>()));
        builder.Services.AddSerilog((services, logger) =>
        {
            // StartFailure says it once. What follows in the log are only the services that a failed start breaks off.
            var startFailed = false;
            Configure(logger, services.GetRequiredService<IConfiguration>());
            var serverLines = new ServerLines(services.GetRequiredService<TimeProvider>());
            logger.ReadFrom.Services(services).Filter.ByExcluding(line => startFailed |= IsStartFailure(line))
                .Filter.ByExcluding(line => !serverLines.Passes(line));
            if (builder.Environment.IsDevelopment())
                logger.WriteTo.Console(outputTemplate: ReadableLine, formatProvider: System.Globalization.CultureInfo.InvariantCulture);
            else
                logger.WriteTo.Sink(services.GetRequiredService<LogLines>());
        }, preserveStaticLogger: true);
    }

    private static void Configure(LoggerConfiguration logger, IConfiguration configuration)
    {
        // With wrong levels the service does not start: the check at start says so, together with whatever else is wrong.
        if (Errors(configuration).Any())
            return;
        if (Others(configuration).Any())
            ReadAll(logger, configuration);
        else
            MinimumLevels.Apply(logger, configuration.GetSection(MinimumLevel));

        // StartGuide says the same, with whole addresses.
        logger.MinimumLevel.Override("Spotnana.Webhooks.StartLine", LogEventLevel.Warning);

        // Serilog compares names of categories with their case, which configuration ignores: "audit" would not count.
        logger.MinimumLevel.Override(LogLines.Audit, LogEventLevel.Information);
    }

    /// <summary>Sinks, enrichers and whatever else is named below Serilog, which finds them by reflection.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "A native build has refused these keys before.")]
    private static void ReadAll(LoggerConfiguration logger, IConfiguration configuration)
    {
        if (!RuntimeFeature.IsDynamicCodeSupported)
            return;
        try
        {
            logger.ReadFrom.Configuration(configuration);
        }
        catch (Exception failure) when (failure is InvalidOperationException or ArgumentException or FormatException or IOException)
        {
            throw new OptionsValidationException(
                Section, typeof(LoggerConfiguration),
                [$"{Section} cannot be used as it is set: {failure.Message} Put right the keys below {Section}."]);
        }
    }

    /// <summary>The keys below Serilog that are no least levels.</summary>
    private static IEnumerable<IConfigurationSection> Others(IConfiguration configuration)
    {
        var minimum = configuration.GetSection(MinimumLevel);
        return configuration.GetSection(Section).GetChildren()
            .Where(child => !child.Path.Equals(MinimumLevel, StringComparison.OrdinalIgnoreCase))
            .Concat(minimum.GetChildren().Where(child => child.Key is not "Default" and not "Override"))
            .Concat(Levels(minimum).Where(level => level.Value?.StartsWith('$') is true));
    }

    private static IEnumerable<IConfigurationSection> Levels(IConfigurationSection minimum) =>
        [minimum, minimum.GetSection("Default"), .. minimum.GetSection("Override").GetChildren()];

    private static IEnumerable<string> Errors(IConfiguration configuration)
    {
        var minimum = configuration.GetSection(MinimumLevel);
        var errors = LevelErrors(minimum).Concat(AuditErrors(minimum.GetSection("Override").GetChildren()));
        return RuntimeFeature.IsDynamicCodeSupported ? errors : errors.Concat(
            from other in Others(configuration)
            select $"{other.Path} has no place in the native build, which logs to standard output alone. Leave only "
                + $"{MinimumLevel}:Default and {MinimumLevel}:Override, or run the build for .NET.");
    }

    /// <summary>The audit says who read travelers' data and who changed what: no level may silence it.</summary>
    private static IEnumerable<string> AuditErrors(IEnumerable<IConfigurationSection> overrides) =>
        from level in overrides
        where level.Key.Equals(LogLines.Audit, StringComparison.OrdinalIgnoreCase)
            && (level.Value?.StartsWith('$') is true
                || (Enum.TryParse<LogEventLevel>(level.Value, ignoreCase: true, out var least) && least > LogEventLevel.Information))
        select $"{level.Path} is '{level.Value}', which would silence the audit. Set it to Information, or remove it.";

    private static IEnumerable<string> LevelErrors(IConfigurationSection minimum) =>
        from level in Levels(minimum)
        where !string.IsNullOrEmpty(level.Value) && !IsLevel(level.Value)
        select $"{level.Path} is '{level.Value}'. Set one of {string.Join(", ", Enum.GetNames<LogEventLevel>())}.";

    /// <summary>A level's name, or that of a switch among <c>Serilog:LevelSwitches</c>, which begins with a dollar sign.</summary>
    private static bool IsLevel(string value) =>
        value.StartsWith('$') || (Enum.TryParse<LogEventLevel>(value, ignoreCase: true, out var level) && Enum.IsDefined(level));

    /// <summary>The host's line about a failed start, with its stack trace.</summary>
    private static bool IsStartFailure(LogEvent line) =>
        line.MessageTemplate.Text == "Hosting failed to start"
        && line.Properties.TryGetValue(Constants.SourceContextPropertyName, out var source)
        && source is ScalarValue { Value: "Microsoft.Extensions.Hosting.Internal.Host" };

    private sealed class Validator(IConfiguration configuration) : IValidateOptions<Checked>
    {
        public ValidateOptionsResult Validate(string? name, Checked options) =>
            Errors(configuration).ToList() is { Count: > 0 } errors ? ValidateOptionsResult.Fail(errors) : ValidateOptionsResult.Success;
    }

    /// <summary>Nothing is bound to it: it stands for the check at start.</summary>
    private sealed class Checked;
}
