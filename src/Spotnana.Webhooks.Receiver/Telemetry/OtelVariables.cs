using System.Globalization;
using Microsoft.Extensions.Options;

namespace Spotnana.Webhooks.Receiver.Telemetry;

/// <summary>
/// Checks OpenTelemetry's environment variables at start. OpenTelemetry itself ignores most wrong values, sends nothing and says nothing.
/// </summary>
internal sealed class OtelVariables(IConfiguration configuration) : IValidateOptions<OtelVariables.Checked>
{
    private const string Sampler = "OTEL_TRACES_SAMPLER";
    private const string Queue = "OTEL_BSP_MAX_QUEUE_SIZE";
    private const string Resource = "OTEL_RESOURCE_ATTRIBUTES";
    private const string Batch = "OTEL_BSP_MAX_EXPORT_BATCH_SIZE";

    // Milliseconds and numbers of spans. OpenTelemetry's own defaults are 2,048 and 512 for the last two.
    private static readonly string[] Positive =
    [
        "OTEL_EXPORTER_OTLP_TIMEOUT", "OTEL_EXPORTER_OTLP_TRACES_TIMEOUT", "OTEL_EXPORTER_OTLP_METRICS_TIMEOUT",
        "OTEL_METRIC_EXPORT_INTERVAL", "OTEL_METRIC_EXPORT_TIMEOUT", "OTEL_BSP_SCHEDULE_DELAY", "OTEL_BSP_EXPORT_TIMEOUT", Queue, Batch,
    ];

    private static readonly string[] NotNegative =
    [
        "OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT", "OTEL_ATTRIBUTE_COUNT_LIMIT", "OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT",
        "OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT", "OTEL_SPAN_EVENT_COUNT_LIMIT", "OTEL_SPAN_LINK_COUNT_LIMIT",
        "OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT", "OTEL_LINK_ATTRIBUTE_COUNT_LIMIT",
    ];

    private static readonly Dictionary<string, string> EndpointExamples = new()
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://collector:4317",
        ["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"] = "http://collector:4318/v1/traces",
        ["OTEL_EXPORTER_OTLP_METRICS_ENDPOINT"] = "http://collector:4318/v1/metrics",
    };

    private static readonly string[] HeaderLists =
        ["OTEL_EXPORTER_OTLP_HEADERS", "OTEL_EXPORTER_OTLP_TRACES_HEADERS", "OTEL_EXPORTER_OTLP_METRICS_HEADERS"];

    private static readonly Dictionary<string, string[]> Choices = new()
    {
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = OtlpSettings.Protocols,
        ["OTEL_EXPORTER_OTLP_TRACES_PROTOCOL"] = OtlpSettings.Protocols,
        ["OTEL_EXPORTER_OTLP_METRICS_PROTOCOL"] = OtlpSettings.Protocols,
        ["OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE"] = ["cumulative", "delta", "lowmemory"],
        ["OTEL_TRACES_EXPORTER"] = ["otlp", "none"],
        ["OTEL_METRICS_EXPORTER"] = ["otlp", "prometheus", "otlp,prometheus", "none"],
        [Sampler] =
        [
            "always_on", "always_off", "traceidratio", "parentbased_always_on", "parentbased_always_off", "parentbased_traceidratio",
        ],
    };

    // Those that OpenTelemetry reads without any check here.
    private static readonly string[] Unchecked =
    [
        "OTEL_SDK_DISABLED", "OTEL_SERVICE_NAME", $"{Sampler}_ARG", "OTEL_METRICS_EXEMPLAR_FILTER", "OTEL_EXPORTER_OTLP_COMPRESSION",
        "OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION", "OTEL_EXPORTER_OTLP_CERTIFICATE",
        "OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE", "OTEL_EXPORTER_OTLP_CLIENT_KEY",
    ];

    /// <summary>The variables that are set and that nothing here reads, misspelt ones among them.</summary>
    public IEnumerable<string> WithoutEffect()
    {
        string[] read = [.. Positive, .. NotNegative, .. Choices.Keys, .. EndpointExamples.Keys, .. HeaderLists, Resource, .. Unchecked];
        return configuration.GetChildren().Select(setting => setting.Key)
            .Where(key => key.StartsWith("OTEL_", StringComparison.OrdinalIgnoreCase) && Value(key) is not null)
            // .NET's own, which tools that attach to the process read.
            .Where(key => !key.StartsWith("OTEL_DOTNET_", StringComparison.OrdinalIgnoreCase))
            .Except(read, StringComparer.OrdinalIgnoreCase);
    }

    public IEnumerable<string> Errors() =>
    [
        .. Endpoints(), .. Headers(), .. Numbers(Positive, least: 1), .. Numbers(NotNegative, least: 0), .. Chosen(), .. Ratio(),
        .. BatchSize(), .. Attributes(),
    ];

    public ValidateOptionsResult Validate(string? name, Checked options) =>
        Errors().ToList() is { Count: > 0 } errors ? ValidateOptionsResult.Fail(errors) : ValidateOptionsResult.Success;

    private IEnumerable<string> Endpoints() =>
        from endpoint in EndpointExamples
        let value = Value(endpoint.Key)
        where value is not null && !OtlpSettings.IsEndpoint(value)
        // Not shown: a URL may hold a password.
        select $"{endpoint.Key} is no http or https URL. Set the whole URL with its scheme, such as {endpoint.Value}, or unset it.";

    private IEnumerable<string> Headers() =>
        from key in HeaderLists
        where Value(key) is { } value && !IsPairs(value)
        // Not shown: headers hold keys.
        select $"{key} is no list of headers. Set it as name=value,name=value, or unset it.";

    private IEnumerable<string> Attributes() =>
        Value(Resource) is { } value && !IsPairs(value)
            // Not shown: they may hold a key.
            ? [$"{Resource} is no list of attributes. Set it as name=value,name=value, or unset it."]
            : [];

    private IEnumerable<string> Numbers(string[] keys, int least) =>
        from key in keys
        where Value(key) is { } value && !(IntOrNull(value) >= least)
        select $"{key} is '{Value(key)}'. Set a whole number from {least} to {int.MaxValue}, or unset it.";

    private IEnumerable<string> Chosen() =>
        from choice in Choices
        let value = Value(choice.Key)
        where value is not null
            && !choice.Value.Contains(value.Replace(" ", "", StringComparison.Ordinal), StringComparer.OrdinalIgnoreCase)
        select $"{choice.Key} is '{value}'. Set one of {string.Join("; ", choice.Value)}, or unset it.";

    private IEnumerable<string> Ratio() =>
        Value(Sampler)?.EndsWith("traceidratio", StringComparison.OrdinalIgnoreCase) is true && Value($"{Sampler}_ARG") is { } share
            && !(double.TryParse(share, CultureInfo.InvariantCulture, out var ratio) && ratio is >= 0 and <= 1)
            ? [$"{Sampler}_ARG is '{share}'. Set the share of traces to record, from 0 to 1, such as 0.1, or unset it."]
            : [];

    private IEnumerable<string> BatchSize()
    {
        var (queue, batch) = (IntOrNull(Value(Queue) ?? "2048"), IntOrNull(Value(Batch) ?? "512"));
        return queue > 0 && batch > queue ? [$"{Batch} is {batch}, more than {Queue} ({queue}). Set it to at most {queue}."] : [];
    }

    private string? Value(string key) => configuration[key] is { } value && !string.IsNullOrWhiteSpace(value) ? value.Trim() : null;

    private static bool IsPairs(string value) =>
        value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).All(pair => pair.IndexOf('=') > 0);

    private static int? IntOrNull(string value) =>
        int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>Nothing is bound to it: it stands for the check at start.</summary>
    internal sealed class Checked;
}
