using Spotnana.Webhooks.Payloads.Reading;

namespace Spotnana.Webhooks.Payloads.Parts;

/// <summary>A rented car, from pick-up to return.</summary>
public sealed record CarRental : Segment
{
    /// <inheritdoc/>
    public override SegmentKind Kind => SegmentKind.Car;

    /// <summary>The rental company's code.</summary>
    public string? VendorCode { get; init; }

    /// <summary>What the car is like, in words.</summary>
    public string? Car { get; init; }

    /// <summary>The four letters of the car's class.</summary>
    public string? CarTypeCode { get; init; }

    /// <summary>What it costs, as quoted: the rental company charges.</summary>
    public Fare? Rate { get; init; }

    /// <summary>A word such as <c>PAY_AT_VENDOR</c> or <c>PREPAID</c>.</summary>
    public string? PaymentType { get; init; }

    /// <summary>A word such as <c>CORPORATE</c>.</summary>
    public string? RateType { get; init; }

    /// <summary>Until when it can be cancelled as agreed, on the counter's clock.</summary>
    public LocalTime? CancelBefore { get; init; }

    /// <summary>The rental company's number of the cancellation.</summary>
    public string? CancellationNumber { get; init; }

    internal static CarRental Read(Node node)
    {
        var (car, cancellation) = (node["carInfo"u8], node["cancellationPolicy"u8]);
        var (from, to) = (Place.ReadCounter(car["pickupLocation"u8]), Place.ReadCounter(car["dropOffLocation"u8]));
        return new CarRental
        {
            Id = "car",
            Supplier = car["vendor"u8]["name"u8].Text ?? car["vendor"u8]["code"u8].Text,
            VendorCode = car["vendor"u8]["code"u8].Text,
            Confirmation = node["vendorConfirmationNumber"u8].Text,
            From = from,
            To = to,
            StartsAt = LocalTime.Read(node["pickupDateTime"u8], from?.TimeZone),
            EndsAt = LocalTime.Read(node["dropOffDateTime"u8], to?.TimeZone),
            Cabin = car["carSpec"u8]["type"u8].Text,
            Status = node["pnrStatus"u8].Text,
            Car = car["carSpec"u8]["displayName"u8].Text,
            CarTypeCode = car["carTypeCode"u8].Text,
            Rate = Fare.Read(node["rate"u8]),
            PaymentType = node["paymentType"u8].Text,
            RateType = node["rateType"u8].Text,
            CancelBefore = LocalTime.Read(cancellation["deadline"u8], cancellation["deadlineUtc"u8], from?.TimeZone),
            CancellationNumber = node["vendorCancellationId"u8].Text,
        };
    }
}
