using System.Globalization;
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

    private const string Grpc = "grpc";
    private const string HttpProtobuf = "http/protobuf";

    /// <summary>The values of the variables that choose a protocol.</summary>
    public static readonly string[] Protocols = [Grpc, HttpProtobuf];

    /// <summary>Whether a variable says where to send the signal, and none says that it is not sent by OTLP.</summary>
    public bool IsSent => (Own("ENDPOINT") ?? Value($"{Prefix}ENDPOINT")) is not null
        && Value($"OTEL_{signal}_EXPORTER")?.Contains("otlp", StringComparison.OrdinalIgnoreCase) is not false;

    /// <summary>Whether a value is the URL of a collector.</summary>
    public static bool IsEndpoint(string value) =>
        Uri.TryCreate(value, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps);

    /// <summary>Expects values that <see cref="OtelVariables"/> has checked.</summary>
    public void Apply(OtlpExporterOptions exporter)
    {
        if ((Own("PROTOCOL") ?? Value($"{Prefix}PROTOCOL")) is { } protocol)
        {
            exporter.Protocol = protocol.Equals(HttpProtobuf, StringComparison.OrdinalIgnoreCase)
                ? OtlpExportProtocol.HttpProtobuf
                : OtlpExportProtocol.Grpc;
        }

        if (Own("HEADERS") is { } headers)
            exporter.Headers = headers;
        if (Own("TIMEOUT") is { } timeout)
            exporter.TimeoutMilliseconds = int.Parse(timeout, CultureInfo.InvariantCulture);
        if (Own("ENDPOINT") is { } endpoint)
            exporter.Endpoint = new Uri(endpoint); // used as it is: no path is appended for the signal
    }

    private string? Own(string name) => Value($"{Prefix}{signal}_{name}");

    private string? Value(string key) => configuration[key] is { } value && !string.IsNullOrWhiteSpace(value) ? value.Trim() : null;
}
