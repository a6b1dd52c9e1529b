using System.Globalization;
using Microsoft.Extensions.Options;
using OpenTelemetry.Exporter;

namespace Spotnana.Webhooks.Receiver.Telemetry;

/// <summary>
/// OpenTelemetry's environment variables for one signal. They take precedence over those for all signals:
/// <c>OTEL_EXPORTER_OTLP_TRACES_ENDPOINT</c> over <c>OTEL_EXPORTER_OTLP_ENDPOINT</c>. The exporter reads the latter by itself, but
/// the former only where all signals are exported together.
/// </summary>
internal sealed class OtlpSettings(IConfiguration configuration, string signal)
{
    private const string Prefix = "OTEL_EXPORTER_OTLP_";

    /// <summary>Whether a variable says where to send the signal.</summary>
    public bool HasEndpoint => Own("ENDPOINT") is not null || !string.IsNullOrWhiteSpace(configuration[$"{Prefix}ENDPOINT"]);

    public void Apply(OtlpExporterOptions exporter)
    {
        if (Own("PROTOCOL") is { } protocol)
            exporter.Protocol = protocol == "http/protobuf" ? OtlpExportProtocol.HttpProtobuf : OtlpExportProtocol.Grpc;
        if (Own("HEADERS") is { } headers)
            exporter.Headers = headers;
        if (Own("TIMEOUT") is { } timeout && int.TryParse(timeout, CultureInfo.InvariantCulture, out var milliseconds))
            exporter.TimeoutMilliseconds = milliseconds;
        if (Own("ENDPOINT") is { } endpoint)
            // used as it is: no path is appended for the signal
            exporter.Endpoint = Uri.TryCreate(endpoint, UriKind.Absolute, out var url) ? url : throw Refused(endpoint);
    }

    private OptionsValidationException Refused(string endpoint) =>
        new(signal, typeof(OtlpSettings), [
            $"{Prefix}{signal}_ENDPOINT is '{endpoint}'. "
            + $"Set the whole URL, such as http://collector:4318/v1/{signal.ToLowerInvariant()}, or unset it.",
        ]);

    private string? Own(string name) =>
        configuration[$"{Prefix}{signal}_{name}"] is { } value && !string.IsNullOrWhiteSpace(value) ? value.Trim() : null;
}
