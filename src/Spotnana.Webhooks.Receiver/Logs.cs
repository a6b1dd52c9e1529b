using Serilog;
using Serilog.Formatting.Compact;

namespace Spotnana.Webhooks.Receiver;

internal static class Logs
{
    private const string ReadableLine = "{Timestamp:HH:mm:ss} {Level:u3} {Message:lj}{NewLine}{Exception}";

    /// <summary>
    /// Logs to standard output: compact JSON, or readable lines in Development. Levels come from <c>Serilog:MinimumLevel</c>.
    /// </summary>
    public static void AddLogs(this WebApplicationBuilder builder) =>
        builder.Services.AddSerilog((services, logger) =>
        {
            logger.ReadFrom.Configuration(builder.Configuration).ReadFrom.Services(services);
            if (builder.Environment.IsDevelopment())
                logger.WriteTo.Console(outputTemplate: ReadableLine, formatProvider: System.Globalization.CultureInfo.InvariantCulture);
            else
                logger.WriteTo.Console(new RenderedCompactJsonFormatter());
        }, preserveStaticLogger: true);
}
