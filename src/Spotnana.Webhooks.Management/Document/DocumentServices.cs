using Microsoft.Extensions.DependencyInjection;

namespace Spotnana.Webhooks.Management.Document;

internal static class DocumentServices
{
    public static IServiceCollection AddReceiverDocument(this IServiceCollection services)
    {
        services.AddSingleton<ReceivingPaths>();
        services.AddSingleton<OperatingPaths>();
        return ReceiverDocument.Add(services);
    }
}
